package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.config.Settings;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
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
        TopicsConfig topics = TopicsConfig.from(loaded);
        PrintWriter out = spec.commandLine().getOut();
        EventPrinter printer = new EventPrinter(bodies);
        try (Consumer<byte[], byte[]> consumer = KafkaClients.from(loaded).reader()) {
            Collection<TopicPartition> partitions = partitions(consumer, topics.blocks());
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
}
