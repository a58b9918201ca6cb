package io.chaintier.localstack;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * One server of a stack that another process owns.
 *
 * @param name    for example {@code kafka} or {@code cassandra-primary}
 * @param kind    which protocol it speaks
 * @param address where its clients connect
 * @param pid     id of its process
 * @param log     what it printed
 */
public record ServerState(String name, ServerKind kind, InetSocketAddress address, long pid, Path log) {
    /** @return whether it answers a request in its own protocol right now */
    public boolean isAnswering() {
        return switch (kind) {
            case KAFKA -> KafkaServer.listsABroker(address);
            case REDIS -> RedisServer.pongs(address);
            case CASSANDRA -> CassandraNode.speaksCql(address);
        };
    }
}
