package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.evm.rlp.RlpWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The fields of one stored object as values, in whatever way each is kept: {@code Long} (unsigned), {@code ByteBuffer} or
 * {@code List}. Absent and null are the same here.
 *
 * @param kind what it is, for error messages
 */
record Fields<R extends SpecificRecord, S>(String kind, Shape<R, S> shape, R object, S surroundings) {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    Optional<Object> find(String name) {
        return shape.value(object, surroundings, name);
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    /** @throws IncompleteBlockException if it is not there */
    Object get(String name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    List<?> list(String name) {
        return (List<?>) get(name);
    }

    /** A field that the shape does not know. */
    Optional<Object> unknown(String name, Form form) {
        return unknown(name)
                .filter(json -> !json.isNull())
                .map(json -> form.parse(json).value());
    }

    Optional<JsonNode> unknown(String name) {
        return shape.extra(object, name);
    }

    IncompleteBlockException missing(String name) {
        return new IncompleteBlockException(kind + " is stored without " + name);
    }

    /** Writes fields one after the other. */
    void write(RlpWriter out, String... names) {
        for (String name : names) {
            writeValue(out, get(name));
        }
    }

    /** Writes a field that is a string without bytes where it is not there. */
    void writeOrEmpty(RlpWriter out, String name) {
        writeValue(out, find(name).orElse(EMPTY));
    }

    /** @throws IncompleteBlockException if {@code value} is null, as parts of an unusual object can be */
    void writeValue(RlpWriter out, Object value) {
        if (value instanceof Long number) {
            out.integer(number);
        } else if (value instanceof ByteBuffer bytes) {
            out.bytes(bytes);
        } else if (value instanceof List<?> items) {
            out.list(list -> items.forEach(item -> writeValue(list, item)));
        } else {
            throw new IncompleteBlockException(kind + " is stored with a part missing");
        }
    }
}
