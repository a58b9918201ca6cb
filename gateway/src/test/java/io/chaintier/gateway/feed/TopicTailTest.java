package io.chaintier.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.gateway.EvmBlocks;
import io.chaintier.storetestkit.ChainBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Following the topic from its end on, whatever it says (I8, I9). */
class TopicTailTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final String TOPIC = "chain.blocks";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final long END = 40;

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
    private final ChainBuilder history = new ChainBuilder(CHAIN);
    private final List<String> heard = new ArrayList<>();
    private long offset = END;

    @Test
    void whatComesAfterTheOpeningIsHeardAndNothingBefore() {
        TopicTail tail = open();
        assertThat(kafka.position(PARTITION)).isEqualTo(END);

        EvmBlocks.plain(1, 3, 0).forEach(history::append);
        history.events().forEach(this::publish);
        poll(tail);

        assertThat(heard).containsExactly("event 0", "event 1", "event 2");
    }

    @Test
    void aTopicThatIsNotThereCannotBeOpened() {
        assertThatThrownBy(() -> TopicTail.open(kafka, TOPIC, new Ear()))
                .isInstanceOf(KafkaException.class)
                .hasMessage("topic chain.blocks does not exist");
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void aBlockInPartsIsHeardAsOne() {
        TopicTail tail = open();
        EvmBlocks.Log[] logs = new EvmBlocks.Log[200];
        Arrays.fill(logs, new EvmBlocks.Log(1, 1));
        history.append(EvmBlocks.block(1, 0, 0, logs));
        ChainEvent event = history.events().get(0);
        List<EncodedEvent> parts = new EventEncoder(4096).encode(event.envelope(), event.payload());
        assertThat(parts).hasSizeGreaterThan(1);

        parts.forEach(part -> publish(part.value()));
        poll(tail);

        assertThat(heard).containsExactly("event " + (parts.size() - 1));
    }

    @Test
    void aGapInTheSequenceIsNoticed() {
        TopicTail tail = open();
        EvmBlocks.plain(1, 3, 0).forEach(history::append);
        publish(history.events().get(0));
        publish(history.events().get(2));
        poll(tail);

        assertThat(heard)
                .containsExactly(
                        "event 0", "eip155:1: the topic does not go on where it was: sequence 2 follows 0", "event 2");
    }

    @Test
    void aRecordThatCannotBeReadIsSaidAndTheRestGoesOn() {
        TopicTail tail = open();
        history.append(EvmBlocks.block(1, 0, 0));
        publish(new byte[] {1, 2, 3});
        publish(history.events().get(0));
        poll(tail);

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0)).startsWith("all: a record of the topic cannot be read (partition 0, offset 40)");
        assertThat(heard.get(1)).isEqualTo("event 0");
    }

    @Test
    void aNewerPublishersRecordEndsTheReading() {
        TopicTail tail = open();
        byte[] unknown = new byte[20];
        unknown[0] = (byte) 0xc3;
        unknown[1] = 1;
        publish(unknown);

        assertThatThrownBy(() -> poll(tail)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void whatTheTopicNoLongerHasIsSaidAndTheReadingGoesOnAtItsEnd() {
        TopicTail tail = open();
        kafka.updateBeginningOffsets(Map.of(PARTITION, END + 10));
        kafka.updateEndOffsets(Map.of(PARTITION, END + 12));
        kafka.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, END)));
        poll(tail);

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0)).startsWith("all: the topic no longer has what came next");
        assertThat(kafka.position(PARTITION)).isEqualTo(END + 12);
    }

    @Test
    void noMoreIsReadOfAChainThatIsFull() {
        TopicTail tail = open();
        history.append(EvmBlocks.block(1, 0, 0)).append(EvmBlocks.block(2, 0, 0));
        publish(history.events().get(0));
        poll(tail);
        publish(history.events().get(1));

        tail.poll(Duration.ZERO, Set.of(CHAIN));
        assertThat(heard).containsExactly("event 0");

        poll(tail);
        assertThat(heard).containsExactly("event 0", "event 1");
    }

    private TopicTail open() {
        Node node = new Node(0, "127.0.0.1", 1);
        kafka.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        kafka.updateEndOffsets(Map.of(PARTITION, END));
        return TopicTail.open(kafka, TOPIC, new Ear());
    }

    private static void poll(TopicTail tail) {
        tail.poll(Duration.ZERO, Set.of());
    }

    private void publish(ChainEvent event) {
        new EventEncoder(1 << 20).encode(event.envelope(), event.payload()).forEach(record -> publish(record.value()));
    }

    private void publish(byte[] value) {
        kafka.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, new byte[0], value));
    }

    private final class Ear implements TopicTail.Listener {
        @Override
        public void happened(ChainEvent event) {
            heard.add("event " + event.sequence());
        }

        @Override
        public void missed(ChainId chain, String why) {
            heard.add(chain + ": " + why);
        }

        @Override
        public void missed(String why) {
            heard.add("all: " + why);
        }
    }
}
