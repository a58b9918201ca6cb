package io.chaintier.event.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every schema that was ever released, in order of release: whatever was written with one of them can be read for ever.
 * A released file never changes; a change of a schema is a new file with the next number, and an entry here.
 */
public final class ReleasedSchemas {
    public static final ReleasedSchemas CHAIN_EVENT = new ReleasedSchemas(List.of("chain-event-v1"));
    public static final ReleasedSchemas STATE_ENTRY = new ReleasedSchemas(List.of("state-entry-v1"));
    public static final ReleasedSchemas EVM_BODIES = new ReleasedSchemas(List.of("evm-bodies-v1"));

    private final Map<String, Schema> byName;

    private ReleasedSchemas(List<String> names) {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        names.forEach(name -> schemas.put(name, load(name)));
        byName = schemas;
    }

    private ReleasedSchemas(Map<String, Schema> byName) {
        this.byName = byName;
    }

    /** The same releases of a part of the schema. */
    ReleasedSchemas map(UnaryOperator<Schema> part) {
        Map<String, Schema> parts = new LinkedHashMap<>();
        byName.forEach((name, schema) -> parts.put(name, part.apply(schema)));
        return new ReleasedSchemas(parts);
    }

    /** Name (such as {@code chain-event-v1}) to schema, oldest first. */
    public Map<String, Schema> byName() {
        return new LinkedHashMap<>(byName);
    }

    /** CRC-64-AVRO fingerprint of a schema's parsing canonical form. */
    public static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    private static Schema load(String name) {
        String resource = "/io/chaintier/event/released/" + name + ".avsc";
        try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("released schema is not on the class path: " + resource);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
