package io.chaintier.e2e.drill;

import static io.chaintier.e2e.drill.Drill.DISK;
import static io.chaintier.e2e.drill.Drill.MEMORY;
import static org.awaitility.Awaitility.await;

import io.chaintier.localstack.ManagedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Something that goes wrong with a server for a while, and then is well again, with its row in the fault matrix.
 *
 * @param row    of the matrix
 * @param name   for people
 * @param touched the sinks that may notice
 * @param cutOff those of them whose stores take nothing at all meanwhile
 * @param begin  makes it go wrong
 * @param end    mends it; on return the server answers
 */
record Fault(
        int row, String name, Set<String> touched, Set<String> cutOff, Consumer<Drill> begin, Consumer<Drill> end) {
    /** The server that it befalls: the first word of the name. */
    String server() {
        return name.split(" ")[0];
    }

    /** Whether a sink must go on committing during the fault. */
    boolean leavesAlone(String sink) {
        return !touched.contains(sink);
    }

    /** Each command that would take memory is refused, one by one in a pipeline. */
    static Fault redisFull() {
        return redisSetting(22, "Redis full", "maxmemory", "1", "0");
    }

    static Fault redisIsAReplica() {
        return redis(
                23, "Redis read-only", Set.of(MEMORY), jedis -> jedis.replicaof("127.0.0.1", 1), Jedis::replicaofNoOne);
    }

    static Fault redisCannotSave() {
        return new Fault(
                26,
                "Redis cannot save",
                Set.of(MEMORY),
                Set.of(MEMORY),
                drill -> drill.servers().redis(jedis -> {
                    // Where the dump would be renamed to is a directory: saving fails, and writes with it.
                    obstruct(Path.of(jedis.configGet("dir").get("dir")).resolve("dump.rdb"));
                    jedis.configSet("save", "3600 1");
                    jedis.set("drill:dirty", "yes");
                    jedis.bgsave();
                    awaitRefusal(jedis);
                    return jedis;
                }),
                drill -> drill.servers().redis(jedis -> {
                    jedis.configSet("save", "");
                    return jedis.configSet("stop-writes-on-bgsave-error", "no");
                }));
    }

    static Fault redisHasNoReplicas() {
        return redisSetting(26, "Redis without its replicas", "min-replicas-to-write", "1", "0");
    }

    /** Every command waits, longer than the sink does. */
    static Fault redisIsSlow() {
        return redis(
                32,
                "Redis answers late",
                Set.of(),
                jedis -> jedis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "1500"),
                Jedis::ping);
    }

    static Fault redisKilled() {
        return killed(
                29,
                "Redis killed",
                Set.of(MEMORY),
                Set.of(MEMORY),
                drill -> drill.servers().redis());
    }

    static Fault redisFrozen() {
        return frozen(
                28,
                "Redis frozen",
                Set.of(MEMORY),
                Set.of(MEMORY),
                drill -> drill.servers().redis());
    }

    static Fault primaryKilled() {
        return killed(
                34,
                "primary datacenter killed",
                Set.of(DISK),
                Set.of(DISK),
                drill -> drill.servers().primary());
    }

    static Fault primaryFrozen() {
        return frozen(
                34,
                "primary datacenter frozen",
                Set.of(DISK),
                Set.of(DISK),
                drill -> drill.servers().primary());
    }

    static Fault replicaKilled() {
        return killed(
                35,
                "replica datacenter killed",
                Set.of(),
                Set.of(),
                drill -> drill.servers().replica());
    }

    static Fault replicaFrozen() {
        return frozen(
                35,
                "replica datacenter frozen",
                Set.of(),
                Set.of(),
                drill -> drill.servers().replica());
    }

    static Fault kafkaKilled() {
        return killed(
                44,
                "Kafka killed",
                Set.of(MEMORY, DISK),
                Set.of(),
                drill -> drill.servers().kafka());
    }

    static Fault kafkaFrozen() {
        return frozen(
                54,
                "Kafka frozen",
                Set.of(MEMORY, DISK),
                Set.of(),
                drill -> drill.servers().kafka());
    }

    private static Fault redisSetting(int row, String name, String key, String bad, String good) {
        return redis(
                row, name, Set.of(MEMORY), jedis -> jedis.configSet(key, bad), jedis -> jedis.configSet(key, good));
    }

    /** One that leaves Redis readable, so that the watch on commits can look at every moment. */
    private static Fault redis(
            int row, String name, Set<String> cutOff, Function<Jedis, Object> begin, Function<Jedis, Object> end) {
        return new Fault(
                row,
                name,
                Set.of(MEMORY),
                cutOff,
                drill -> drill.servers().redis(begin),
                drill -> drill.servers().redis(end));
    }

    private static Fault killed(
            int row, String name, Set<String> touched, Set<String> cutOff, Function<Drill, ManagedServer> server) {
        return new Fault(
                row,
                name,
                touched,
                cutOff,
                drill -> server.apply(drill).kill(),
                drill -> Servers.restart(server.apply(drill)));
    }

    private static Fault frozen(
            int row, String name, Set<String> touched, Set<String> cutOff, Function<Drill, ManagedServer> server) {
        return new Fault(
                row, name, touched, cutOff, drill -> server.apply(drill).pause(), drill -> {
                    server.apply(drill).resume();
                    server.apply(drill).awaitReady();
                });
    }

    private static void awaitRefusal(Jedis jedis) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try {
                jedis.set("drill:dirty", "yes");
                return false;
            } catch (JedisDataException e) {
                return true;
            }
        });
    }

    private static void obstruct(Path place) {
        try {
            Files.deleteIfExists(place);
            Files.createDirectories(place.resolve("in-the-way"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
