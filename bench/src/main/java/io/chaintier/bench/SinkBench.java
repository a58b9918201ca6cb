package io.chaintier.bench;

import io.chaintier.config.Settings;
import io.chaintier.event.Block;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.PublisherConfig;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkConfig;
import io.chaintier.sinkruntime.SinkStatus;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreUnavailableException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What an outage costs a sink, against real Kafka and Redis:
 * {@code SinkBench BOOTSTRAP REDIS_URI [BLOCKS [TRANSACTIONS [ROUNDS [FOLDER]]]]}. Each round stores a chain with Redis
 * there, and another one with Redis "down" until all of it is in the fallback file and then there again. Prints the pace
 * into the file, and the rate of draining, as ratios to the normal rate.
 */
public final class SinkBench {
    private static final long PATIENCE_NANOS = 600_000_000_000L;

    private final String bootstrap;
    private final String redis;
    private final Path folder;
    private final List<Block> blocks;

    private SinkBench(String bootstrap, String redis, Path folder, List<Block> blocks) {
        this.bootstrap = bootstrap;
        this.redis = redis;
        this.folder = folder;
        this.blocks = blocks;
    }

    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments.length > 0 ? arguments[0] : "127.0.0.1:9092";
        String redis = arguments.length > 1 ? arguments[1] : "redis://127.0.0.1:6379";
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2_000;
        int transactions = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 200;
        int rounds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 5;
        Path folder = Path.of(arguments.length > 5 ? arguments[5] : "target/sink-bench");
        System.out.printf("%,d blocks of %d transactions%n", count, transactions);
        new SinkBench(bootstrap, redis, folder, PublishBench.blocks(count, transactions)).run(rounds);
    }

    private void run(int rounds) throws Exception {
        double[] pace = new double[rounds];
        double[] drain = new double[rounds];
        normal();
        for (int round = 0; round < rounds; round++) {
            double normal = normal();
            double[] outage = outage();
            pace[round] = outage[0] / normal;
            drain[round] = outage[1] / normal;
            System.out.printf(
                    "round %d: normal %,.0f blocks/s; into the file %,.0f (%.2f); draining %,.0f (%.2f)%n",
                    round, normal, outage[0], pace[round], outage[1], drain[round]);
        }
        Arrays.sort(pace);
        Arrays.sort(drain);
        System.out.printf(
                "median: pace into the file %.2f of normal, draining %.2f of normal%n",
                pace[rounds / 2], drain[rounds / 2]);
    }

    /** @return blocks a second with the store there */
    private double normal() throws Exception {
        Map<String, String> settings = publish();
        Switched store = new Switched(new RedisChainWriter(RedisConfig.from(Settings.of(settings))));
        try (Sink sink = sink(settings, store)) {
            return rate(sink, status -> status.counts().events());
        }
    }

    /** @return blocks a second into the file, and out of it */
    private double[] outage() throws Exception {
        Map<String, String> settings = publish();
        Switched store = new Switched(new RedisChainWriter(RedisConfig.from(Settings.of(settings))));
        store.down = true;
        try (Sink sink = sink(settings, store)) {
            double into = rate(sink, status -> status.counts().spilled());
            store.down = false;
            return new double[] {into, rate(sink, status -> status.counts().events())};
        }
    }

    /** From the first tenth on, so that joining the group and the first pause do not count. */
    private double rate(Sink sink, ToLongFunction<SinkStatus> done) throws InterruptedException {
        long first = blocks.size() / 10;
        long begun = await(sink, done, first);
        long from = done.applyAsLong(sink.status());
        long ended = await(sink, done, blocks.size());
        return (blocks.size() - from) / ((ended - begun) / 1e9);
    }

    private static long await(Sink sink, ToLongFunction<SinkStatus> done, long atLeast) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (done.applyAsLong(sink.status()) < atLeast) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the sink stands still: " + sink.status());
            }
            Thread.sleep(1);
        }
        return System.nanoTime();
    }

    private static Sink sink(Map<String, String> settings, ChainWriter store) {
        Sink sink = new Sink(SinkConfig.from("bench", Settings.of(settings)), store);
        sink.start();
        return sink;
    }

    /** The blocks as a chain of its own in topics of its own. */
    private Map<String, String> publish() throws Exception {
        String run = "bench-" + System.nanoTime();
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", bootstrap);
        settings.put("redis.uri", redis);
        settings.put("topics.blocks", run + ".blocks");
        settings.put("topics.state", run + ".state");
        settings.put("topics.dead.letters", run + ".dead-letters");
        settings.put("topics.partitions", "1");
        settings.put("publisher.when.unreachable", "block");
        settings.put("sink.group.prefix", run + "-");
        settings.put("sink.spill.dir", folder.resolve(run).toString());
        ChainId chain = new ChainId("eip155", run);
        try (ChainPublisher publisher = ChainPublisher.open(PublisherConfig.from(Settings.of(settings)), chain)) {
            PatientPublisher patient = new PatientPublisher(publisher);
            for (Block block : blocks) {
                patient.publish(Publication.append(block));
            }
            patient.confirm();
        }
        return settings;
    }

    /** A store that is down when we say so. */
    private static final class Switched implements ChainWriter {
        private final ChainWriter store;
        private volatile boolean down;

        Switched(ChainWriter store) {
            this.store = store;
        }

        @Override
        public List<Outcome> apply(List<ChainEvent> events) {
            return down ? failed(events) : store.apply(events);
        }

        @Override
        public List<Outcome> applyState(List<StateEntry> entries) {
            return down ? failed(entries) : store.applyState(entries);
        }

        @Override
        public void probe() {
            if (down) {
                throw new StoreUnavailableException("down for the measurement");
            }
            store.probe();
        }

        @Override
        public void close() {
            store.close();
        }

        private static List<Outcome> failed(List<?> writes) {
            Outcome failed = Outcome.failed(new StoreUnavailableException("down for the measurement"));
            return writes.stream().map(write -> failed).toList();
        }
    }
}
