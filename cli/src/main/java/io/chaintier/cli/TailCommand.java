package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.config.Settings;
import io.chaintier.sinkruntime.SinkConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what is in the topic. Reads without a group, so nobody notices. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Print the events of the topic, one JSON object a line.")
final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    private SettingsOptions settings;

    @Option(names = "--from-beginning", description = "Start with the oldest event, not with the next one.")
    private boolean fromBeginning;

    @Option(names = "--no-follow", description = "End at the end of the topic as it is now.")
    private boolean noFollow;

    @Option(
            names = {"-n", "--events"},
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "End after N events.")
    private long limit;

    @Option(names = "--chain", paramLabel = "ID", description = "Only events of this chain, for example eip155:1.")
    private String chain;

    @Option(names = "--bodies", description = "Show transactions and receipts too, as Ethereum JSON.")
    private boolean bodies;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Settings loaded = settings.load();
        SinkConfig config = SinkConfig.from("tail", loaded);
        PrintWriter out = spec.commandLine().getOut();
        EventPrinter printer = new EventPrinter(bodies);
        try (Consumer<byte[], byte[]> consumer = consumer(config)) {
            Collection<TopicPartition> partitions = partitions(consumer, config.blocksTopic());
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long printed = 0;
            while (printed < limit && !(noFollow && atEnd(consumer, ends))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (printed < limit && isWanted(record)) {
                        out.println(line(printer, record));
                        printed++;
                    }
                }
                out.flush();
            }
        }
        return ExitCode.DONE;
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        return chain == null
                || record.key() != null
                        && chain.equals(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String line(EventPrinter printer, ConsumerRecord<byte[], byte[]> record) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            printer.print(json, record);
        }
        return line.toString();
    }

    private static boolean atEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static Collection<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        Collection<PartitionInfo> known = consumer.partitionsFor(topic);
        if (known == null || known.isEmpty()) {
            throw new CommandException("there is no topic " + topic, ExitCode.RESTART_MAY_HELP);
        }
        return known.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static Consumer<byte[], byte[]> consumer(SinkConfig config) {
        Map<String, Object> client = new HashMap<>(config.kafka());
        client.keySet().retainAll(ConsumerConfig.configNames());
        client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
