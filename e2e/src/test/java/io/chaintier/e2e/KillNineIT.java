package io.chaintier.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.StackOptions;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Producer, sinks and gateway as processes of their own, killed at random moments while files are imported. Serves I2, I3,
 * I4, I8, B5, C4.
 */
@Timeout(600)
class KillNineIT {
    private static final long SEED = Long.getLong("chaintier.seed", 20_261_122L);
    private static final int KILLED_IMPORTS = 4;
    private static final int KILLED_SERVICES = 6;
    private static final ChainId CHAIN = ChainId.parse("eip155:1");

    private final Random random = new Random(SEED);

    @TempDir
    Path directory;

    @Test
    void killedAtRandomMomentsNothingIsLostAndNothingIsDoubled() throws Exception {
        System.out.println("seed " + SEED + " (-Dchaintier.seed)");
        List<Path> files = SampleData.filesByChain(directory).get(CHAIN);
        ExpectedChain expected = new ExpectedChain();
        files.forEach(file -> SampleData.lines(file).forEach(line -> expected.append(line.block(), line.receipts())));

        try (LocalStack stack = LocalStack.start(StackOptions.inTemporaryDirectory());
                Pipeline pipeline = Pipeline.over(stack);
                ChildJvm memory = service(pipeline, "sink", "memory");
                ChildJvm disk = service(pipeline, "sink", "disk");
                ChildJvm gateway = service(pipeline, "gateway", "-s", "gateway.port=0");
                ChildJvm producer = service(pipeline, importArguments(files))) {
            List<ChildJvm> services = List.of(memory, disk, gateway);
            services.forEach(ChildJvm::start);

            killWhileItWorks(producer, services);

            assertThat(producer.exitCode()).as(log()).isZero();
            for (String tier : List.of("memory", "replica", "primary")) {
                awaitFinality(pipeline, tier);
                expected.compareWith(pipeline.rpc(tier, CHAIN));
            }
            assertThat(expected.compared()).isGreaterThan(20_000);
            checkTopic(pipeline, files);
            for (ChildJvm service : services) {
                assertThat(service.terminate()).as("exit code after SIGTERM").isZero();
            }
        }
    }

    private void killWhileItWorks(ChildJvm producer, List<ChildJvm> services) throws InterruptedException {
        int imports = 0;
        int killed = 0;
        producer.start();
        while (!producer.ended(300 + random.nextInt(1_200)) || killed < KILLED_SERVICES) {
            if (killed < KILLED_SERVICES) {
                ChildJvm victim = services.get(random.nextInt(services.size()));
                victim.kill();
                victim.start();
                killed++;
            }
            if (imports < KILLED_IMPORTS && random.nextBoolean()) {
                producer.kill();
                producer.start();
                imports++;
            }
        }
    }

    /** Finality is the last event of the import: a tier that knows it has everything before it. */
    private static void awaitFinality(Pipeline pipeline, String tier) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    var finalized = pipeline.rpc(tier, CHAIN).answer("eth_getBlockByNumber", "finalized", false);
                    return finalized.path("result").has("number");
                });
    }

    private void checkTopic(Pipeline pipeline, List<Path> files) {
        List<ChainEvent> events = new ArrayList<>();
        EventDecoder decoder = new EventDecoder();
        EventAssembler assembler = new EventAssembler();
        long expectedSequence = 0;
        for (ConsumerRecord<byte[], byte[]> record : records(pipeline)) {
            WireEvent wire = decoder.decode(record.value());
            assertThat(wire.envelope().sequence()).isEqualTo(expectedSequence++);
            assembler.add(wire).ifPresent(events::add);
        }
        Map<String, Long> appended = events.stream()
                .filter(event -> event.payload() instanceof BlockAppended)
                .map(event -> ((BlockAppended) event.payload()).block().ref().toString())
                .collect(Collectors.groupingBy(ref -> ref, Collectors.counting()));
        Map<String, Long> given = files.stream()
                .flatMap(file -> SampleData.lines(file).stream())
                .map(line -> Long.decode(line.block().get("number").asText()) + " ("
                        + line.block().get("hash").asText() + ")")
                .collect(Collectors.groupingBy(ref -> ref, Collectors.counting()));
        assertThat(appended).isEqualTo(given);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Pipeline pipeline) {
        String topic = TopicsConfig.from(pipeline.settings()).blocks();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> reader =
                KafkaClients.from(pipeline.settings()).reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static String[] importArguments(List<Path> files) {
        List<String> arguments = new ArrayList<>(List.of("produce", "import"));
        files.forEach(file -> arguments.add(file.toString()));
        return arguments.toArray(String[]::new);
    }

    private ChildJvm service(Pipeline pipeline, String... arguments) throws IOException {
        Path settings = directory.resolve("chaintier.properties");
        Files.writeString(
                settings,
                pipeline.asMap().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", settings.toString()));
        return new ChildJvm(directory.resolve("services.log"), all);
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("services.log"), UTF_8);
    }
}
