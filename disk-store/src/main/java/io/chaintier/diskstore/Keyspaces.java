package io.chaintier.diskstore;

import java.util.Map;

/** Which keyspace each type of data is in. Every statement gets its keyspace here. */
record Keyspaces(Map<DataType, String> names) {
    Keyspaces {
        names = Map.copyOf(names);
    }

    String of(DataType type) {
        return names.get(type);
    }

    /** Puts the keyspaces in: {@code ${block}} becomes the keyspace of {@link DataType#BLOCK}. */
    String cql(String template) {
        String cql = template;
        for (Map.Entry<DataType, String> name : names.entrySet()) {
            cql = cql.replace("${" + name.getKey() + "}", name.getValue());
        }
        return cql;
    }
}
