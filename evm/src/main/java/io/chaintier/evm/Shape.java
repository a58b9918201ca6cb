package io.chaintier.evm;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.chaintier.evm.avro.EvmExtra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The known fields of one kind of JSON object, in the order they are written, and how each is kept in the object's Avro
 * record: as a bit of {@code implied}, in the field of its own name, or as it came in {@code extras}. Every field of an
 * object goes to exactly one of these places, so that writing gives the same object. Immutable, thread-safe.
 *
 * @param <R> the Avro record
 * @param <S> the surroundings of an object, from which implied values follow
 */
final class Shape<R extends SpecificRecord, S> {
    private static final ObjectWriter ASCII = EvmJson.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    /** Writes the value of the field that is not kept in the record: see {@link Builder#content}. */
    interface Content {
        void write(HexWriter out) throws IOException;
    }

    /** @param origin where a binding value comes from; empty where another value is possible */
    private record Implied<R, S>(long bit, Optional<String> origin, BiFunction<S, R, Object> value) {}

    /**
     * @param position of the Avro field, -1 if there is none
     * @param nullBit  bit that says that the value is null; 0 if there is none
     */
    private record Field<R, S>(
            SerializableString name, Form form, int position, long nullBit, Optional<Implied<R, S>> implied) {}

    private final Supplier<R> create;
    private final List<Field<R, S>> fields;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Field<R, S>> byName = new HashMap<>();
    private final String contentName;
    private final int contentAt;
    private final int impliedPosition;
    private final int extrasPosition;

    private Shape(Builder<R, S> builder) {
        create = builder.create;
        fields = List.copyOf(builder.fields);
        fields.forEach(field -> names.add(field.name().getValue()));
        fields.forEach(field -> byName.put(field.name().getValue(), field));
        contentName = builder.contentName;
        contentAt = builder.contentAt;
        names.add(contentName);
        impliedPosition = builder.schema.getField("implied").pos();
        extrasPosition = builder.schema.getField("extras").pos();
    }

    static <R extends SpecificRecord, S> Builder<R, S> of(Schema schema, Supplier<R> create) {
        return new Builder<>(schema, create);
    }

    /**
     * Reads all fields but the content.
     *
     * @throws MalformedChainDataException its path starts at {@code json}
     */
    R read(JsonNode json, S surroundings) {
        if (!json.isObject()) {
            throw MalformedChainDataException.of(json, "an object");
        }
        R record = create.get();
        List<EvmExtra> extras = new ArrayList<>(0);
        long implied = 0;
        int found = json.has(contentName) ? 1 : 0;
        for (Field<R, S> field : fields) {
            String name = field.name().getValue();
            JsonNode value = json.get(name);
            if (value == null) {
                continue;
            }
            found++;
            try {
                implied |= read(field, value, record, surroundings, extras);
            } catch (MalformedChainDataException e) {
                throw e.within(name);
            }
        }
        if (found < json.size()) {
            addUnknown(json, extras);
        }
        record.put(impliedPosition, implied);
        record.put(extrasPosition, extras);
        return record;
    }

    /** Puts one value where it belongs and returns the bit to set. */
    private long read(Field<R, S> field, JsonNode json, R record, S surroundings, List<EvmExtra> extras) {
        if (json.isNull() && field.nullBit() != 0) {
            return field.nullBit();
        }
        if (json.isNull()) {
            extras.add(extra(field.name().getValue(), json));
            return 0;
        }
        Parsed parsed = field.form().parse(json);
        long bit = 0;
        if (field.implied().isPresent()) {
            Implied<R, S> implied = field.implied().get();
            Object expected = implied.value().apply(surroundings, record);
            if (parsed.value().equals(expected)) {
                bit = implied.bit();
            } else if (implied.origin().isPresent()) {
                throw MalformedChainDataException.of(
                        json, Hex.text(expected) + ", " + implied.origin().get());
            }
        }
        if (parsed.canonical() && bit != 0) {
            return bit;
        }
        if (parsed.canonical() && field.position() >= 0) {
            record.put(field.position(), parsed.value());
        } else {
            extras.add(extra(field.name().getValue(), json));
        }
        return 0;
    }

    private void addUnknown(JsonNode json, List<EvmExtra> extras) {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String name = field.getKey();
            if (names.contains(name)) {
                continue;
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                throw MalformedChainDataException.of(json, "field names that are well-formed Unicode");
            }
            extras.add(extra(name, field.getValue()));
        }
    }

    private static EvmExtra extra(String name, JsonNode value) {
        try {
            return new EvmExtra(name, ASCII.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an object of a shape without content. */
    void write(HexWriter out, R record, S surroundings) throws IOException {
        write(out, record, surroundings, hex -> {});
    }

    /** Writes the object. What it implies must come from the same surroundings that it was read in. */
    void write(HexWriter out, R record, S surroundings, Content content) throws IOException {
        JsonGenerator json = out.json();
        long implied = (Long) record.get(impliedPosition);
        json.writeStartObject();
        for (int i = 0; i < fields.size(); i++) {
            if (i == contentAt) {
                json.writeFieldName(contentName);
                content.write(out);
            }
            write(out, fields.get(i), record, surroundings, implied);
        }
        for (Object each : (List<?>) record.get(extrasPosition)) {
            EvmExtra extra = (EvmExtra) each;
            json.writeFieldName(extra.getName());
            json.writeRawValue(extra.getJson());
        }
        json.writeEndObject();
    }

    /**
     * The value of a known field, in whatever way it is kept.
     *
     * @return as Avro holds values of its form; empty where it is absent or null
     */
    Optional<Object> value(R record, S surroundings, String name) {
        Field<R, S> field = byName.get(name);
        long bits = (Long) record.get(impliedPosition);
        if ((bits & field.nullBit()) != 0) {
            return Optional.empty();
        }
        if (field.implied().isPresent() && (bits & field.implied().get().bit()) != 0) {
            return Optional.of(field.implied().get().value().apply(surroundings, record));
        }
        Object held = field.position() >= 0 ? record.get(field.position()) : null;
        return Optional.ofNullable(held)
                .or(() -> extra(record, name)
                        .filter(json -> !json.isNull())
                        .map(json -> field.form().parse(json).value()));
    }

    /** A field that is kept as it came. */
    Optional<JsonNode> extra(R record, String name) {
        for (Object each : (List<?>) record.get(extrasPosition)) {
            EvmExtra extra = (EvmExtra) each;
            if (extra.getName().equals(name)) {
                return Optional.of(EvmJson.parse(extra.getJson()));
            }
        }
        return Optional.empty();
    }

    private void write(HexWriter out, Field<R, S> field, R record, S surroundings, long bits) throws IOException {
        if ((bits & field.nullBit()) != 0) {
            out.json().writeFieldName(field.name());
            out.json().writeNull();
            return;
        }
        Object value = field.position() >= 0 ? record.get(field.position()) : null;
        if (field.implied().isPresent() && (bits & field.implied().get().bit()) != 0) {
            value = field.implied().get().value().apply(surroundings, record);
        }
        if (value != null) {
            out.json().writeFieldName(field.name());
            field.form().write(out, value);
        }
    }

    /** Fields are added in the order they shall be written. Bits are numbers of bits in {@code implied}. */
    static final class Builder<R extends SpecificRecord, S> {
        private final Schema schema;
        private final Supplier<R> create;
        private final List<Field<R, S>> fields = new ArrayList<>();
        private String contentName = "";
        private int contentAt = -1;

        private Builder(Schema schema, Supplier<R> create) {
            this.schema = schema;
            this.create = create;
        }

        /** A field with a value of its own. */
        Builder<R, S> field(String name, Form form) {
            return add(name, form, 0, Optional.empty());
        }

        /** A field with a value of its own that is often null. */
        Builder<R, S> nullable(String name, Form form, int nullBit) {
            return add(name, form, 1L << nullBit, Optional.empty());
        }

        /** A field that must have the value that follows from the surroundings. */
        Builder<R, S> same(String name, Form form, int bit, String origin, BiFunction<S, R, Object> value) {
            return add(name, form, 0, Optional.of(new Implied<>(1L << bit, Optional.of(origin), value)));
        }

        /** A field that often has the value that follows from the surroundings, or from fields added before. */
        Builder<R, S> often(String name, Form form, int bit, BiFunction<S, R, Object> value) {
            return add(name, form, 0, Optional.of(new Implied<>(1L << bit, Optional.empty(), value)));
        }

        /** Like {@link #often(String, Form, int, BiFunction)}, and often null. */
        Builder<R, S> often(String name, Form form, int bit, int nullBit, BiFunction<S, R, Object> value) {
            return add(name, form, 1L << nullBit, Optional.of(new Implied<>(1L << bit, Optional.empty(), value)));
        }

        /** The one field that this shape neither reads nor keeps; another field must follow. */
        Builder<R, S> content(String name) {
            contentName = name;
            contentAt = fields.size();
            return this;
        }

        Shape<R, S> build() {
            return new Shape<>(this);
        }

        private Builder<R, S> add(String name, Form form, long nullBit, Optional<Implied<R, S>> implied) {
            Schema.Field held = schema.getField(name);
            int position = held == null ? -1 : held.pos();
            fields.add(new Field<>(new SerializedString(name), form, position, nullBit, implied));
            return this;
        }
    }
}
