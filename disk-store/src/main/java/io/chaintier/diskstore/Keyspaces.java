package io.chaintier.diskstore;

import java.util.Locale;

/**
 * Which keyspace each type of data is in. Every statement gets its keyspace here, so this is the place that decides
 * where a type lives.
 *
 * @param prefix of all keyspaces of one deployment
 */
record Keyspaces(String prefix) {
    String of(DataType type) {
        return prefix + "_" + type.name().toLowerCase(Locale.ROOT);
    }

    /** Puts the keyspaces in: {@code ${block}} becomes the keyspace of {@link DataType#BLOCK}. */
    String cql(String template) {
        String cql = template;
        for (DataType type : DataType.values()) {
            cql = cql.replace("${" + type.name().toLowerCase(Locale.ROOT) + "}", of(type));
        }
        return cql;
    }
}
