package io.chaintier.bench;

import io.chaintier.config.Settings;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import io.chaintier.producer.publish.Published;
import io.chaintier.producer.publish.PublisherConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishing against a plain idempotent producer that sends the same, already encoded, bytes to the same topic:
 * {@code PublishBench BOOTSTRAP [BLOCKS [TRANSACTIONS [ROUNDS]]]}. Prints both rates and their ratio for each round;
 * what {@code publish()} costs its caller with Kafka and without; and how fast the spool fills and drains. Leaves the
 * spool's files in a temporary directory.
 */
public final class PublishBench {
    private static final int BODY_BYTES = 180;
    private static final int RECEIPT_BYTES = 600;
    private static final long MIB = 1 << 20;
    /** Topics of its own: what the plain producer writes has no valid order. */
    private static final Map<String, String> TOPICS = Map.of(
            "topics.blocks", "bench.blocks",
            "topics.state", "bench.state",
            "topics.dead.letters", "bench.dead-letters");

    private final String bootstrap;
    private final List<Block> blocks;

    private PublishBench(String bootstrap, List<Block> blocks) {
        this.bootstrap = bootstrap;
        this.blocks = blocks;
    }

    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments.length > 0 ? arguments[0] : "127.0.0.1:9092";
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
        int transactions = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        System.out.printf("%d blocks of %d transactions%n", count, transactions);
        new PublishBench(bootstrap, blocks(count, transactions)).run(rounds);
    }

    private void run(int rounds) throws Exception {
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ChainId chain = new ChainId("eip155", "bench-" + System.nanoTime());
            double ours = publisher(chain);
            double plain = plainProducer(chain);
            ratios[round] = ours / plain;
            System.out.printf(
                    "round %d: publisher %.0f MiB/s, plain producer %.0f MiB/s, ratio %.2f%n",
                    round, ours, plain, ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf("median ratio %.2f%n", ratios[rounds / 2]);
        Path directory = Files.createTempDirectory("chaintier-bench-spool");
        callerCost("with Kafka", Map.of("publisher.spool.dir", directory.toString()));
        callerCost("while spooling", unreachable(directory));
        spool(directory);
    }

    /** What {@code publish()} costs a caller who publishes 100 blocks a second and never waits. */
    private void callerCost(String when, Map<String, String> settings) throws Exception {
        ChainId chain = new ChainId("eip155", "bench-" + System.nanoTime());
        long[] nanos = new long[blocks.size()];
        try (ChainPublisher publisher = ChainPublisher.open(config(settings), chain)) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                publisher.publish(Publication.append(blocks.get(i)));
                nanos[i] = System.nanoTime() - start;
                Thread.sleep(10);
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "publish() at 100 blocks/s %s: p50 %.3f ms, p99.9 %.3f ms, longest %.3f ms%n",
                when,
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.999)] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    /** Into the spool without Kafka, as fast as the disk takes it; then out of it, by the next publisher. */
    private void spool(Path directory) throws Exception {
        ChainId chain = new ChainId("eip155", "bench-" + System.nanoTime());
        try (ChainPublisher publisher = ChainPublisher.open(config(unreachable(directory)), chain)) {
            PatientPublisher patient = new PatientPublisher(publisher);
            long start = System.nanoTime();
            for (Block block : blocks) {
                patient.publish(Publication.append(block));
            }
            while (publisher.status().waitingPublications() > 0) {
                Thread.sleep(1);
            }
            System.out.printf("into the spool: %.0f MiB/s%n", rate(System.nanoTime() - start));
        }
        long start = System.nanoTime();
        try (ChainPublisher publisher =
                ChainPublisher.open(config(Map.of("publisher.spool.dir", directory.toString())), chain)) {
            long opened = System.nanoTime();
            if (!publisher.awaitConfirmed(Duration.ofMinutes(10))) {
                throw new IllegalStateException("not drained: " + publisher.status());
            }
            System.out.printf(
                    "out of the spool: %.0f MiB/s, %.0f with taking over%n",
                    rate(System.nanoTime() - opened), rate(System.nanoTime() - start));
        }
    }

    /** Settings of a publisher that finds no Kafka. */
    private static Map<String, String> unreachable(Path directory) {
        return Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "publisher.spool.dir", directory.toString(),
                "publisher.open.timeout.ms", "1000");
    }

    /** @return MiB of record values a second, from the first call to the last confirmation */
    private double publisher(ChainId chain) throws Exception {
        PublisherConfig config =
                config(Map.of("publisher.when.unreachable", "block", "publisher.max.block.ms", "60000"));
        try (ChainPublisher publisher = ChainPublisher.open(config, chain)) {
            CompletableFuture<Published> last = CompletableFuture.completedFuture(null);
            long start = System.nanoTime();
            for (Block block : blocks) {
                last = publisher.publish(Publication.append(block));
            }
            last.get();
            return rate(System.nanoTime() - start);
        }
    }

    private double plainProducer(ChainId chain) {
        byte[] key = chain.toString().getBytes(StandardCharsets.UTF_8);
        List<byte[]> values = encoded(chain);
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "lz4",
                "batch.size",
                512 << 10,
                "linger.ms",
                5,
                "buffer.memory",
                64 * MIB);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(TOPICS.get("topics.blocks")).size();
            int partition = ChainLog.partitionOf(chain, partitions);
            long start = System.nanoTime();
            values.forEach(
                    value -> producer.send(new ProducerRecord<>(TOPICS.get("topics.blocks"), partition, key, value)));
            producer.flush();
            return rate(System.nanoTime() - start);
        }
    }

    private PublisherConfig config(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(TOPICS);
        values.put("kafka.bootstrap.servers", bootstrap);
        values.putAll(more);
        return PublisherConfig.from(Settings.of(values));
    }

    private double rate(long nanos) {
        long bytes = encoded(new ChainId("eip155", "1")).stream()
                .mapToLong(value -> value.length)
                .sum();
        return bytes / (double) MIB / (nanos / 1e9);
    }

    private List<byte[]> encoded(ChainId chain) {
        EventEncoder encoder = new EventEncoder(1_000_000);
        List<byte[]> values = new ArrayList<>();
        for (Block block : blocks) {
            Envelope envelope = new Envelope(chain, values.size(), "bench", Instant.EPOCH, block.ref());
            for (EncodedEvent event : encoder.encode(envelope, new BlockAppended(block))) {
                values.add(event.value());
            }
        }
        return values;
    }

    static List<Block> blocks(int count, int transactions) {
        Random random = new Random(1);
        List<Block> blocks = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            List<Transaction> bodies = new ArrayList<>();
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < transactions; i++) {
                bodies.add(new Transaction(Hash.of(bytes(random, 32, 32)), Bytes.of(bytes(random, BODY_BYTES, 130))));
                receipts.add(new Receipt(
                        Bytes.of(bytes(random, RECEIPT_BYTES, 200)), List.of(Bytes.of(bytes(random, 20, 20)))));
            }
            blocks.add(new Block(
                    new BlockRef(number, hash(number)),
                    hash(number - 1),
                    number,
                    1,
                    Bytes.of(bytes(random, 500, 400)),
                    bodies,
                    Optional.of(receipts)));
        }
        return blocks;
    }

    private static Hash hash(long number) {
        return Hash.of(ByteBuffer.allocate(32).putLong(number).array());
    }

    /** Random bytes, then zeros: about as compressible as real transactions and receipts. */
    private static byte[] bytes(Random random, int length, int randomBytes) {
        byte[] noise = new byte[randomBytes];
        random.nextBytes(noise);
        return Arrays.copyOf(noise, length);
    }
}
