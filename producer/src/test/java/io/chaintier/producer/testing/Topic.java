package io.chaintier.producer.testing;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.WireEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that a topic holds, read as a sink reads it. */
public final class Topic {
    private Topic() {}

    /** The committed records of a chain's event log, in order. */
    public static List<WireEvent> records(String bootstrap, ChainId chain) {
        return records(bootstrap, chain, chain);
    }

    /** @param topicsOf the chain in whose topics {@code chain} was published */
    public static List<WireEvent> records(String bootstrap, ChainId topicsOf, ChainId chain) {
        EventDecoder decoder = new EventDecoder();
        List<WireEvent> records = new ArrayList<>();
        read(bootstrap, Publishers.blocksTopic(topicsOf), record -> {
            WireEvent event = decoder.decode(record.value());
            if (event.envelope().chain().equals(chain)) {
                records.add(event);
            }
        });
        return records;
    }

    /** The chain's events, blocks in parts joined. */
    public static List<ChainEvent> events(String bootstrap, ChainId chain) {
        EventAssembler assembler = new EventAssembler();
        return records(bootstrap, chain).stream()
                .flatMap(record -> assembler.add(record).stream())
                .toList();
    }

    /** Every entry of the chain that compaction has left, in order. */
    public static List<StateEntry> state(String bootstrap, ChainId chain) {
        StateCodec codec = new StateCodec();
        List<StateEntry> entries = new ArrayList<>();
        read(bootstrap, Publishers.stateTopic(chain), record -> entries.add(codec.decode(record.value())));
        return entries.stream().filter(entry -> entry.chain().equals(chain)).toList();
    }

    private static void read(String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(each);
            }
        }
    }
}
