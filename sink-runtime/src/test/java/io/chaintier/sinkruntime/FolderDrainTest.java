package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.config.Settings;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import io.chaintier.spill.SpillFolder;
import io.chaintier.spill.SpillRefusedException;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.storetestkit.ModelStore;
import io.chaintier.storetestkit.RandomChain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dead sink's folder is brought into its store, and gives up nothing that is not there. Serves R3, R4, C5, B4, I2, I9. */
@Timeout(60)
class FolderDrainTest {
    private static final long SEED = 20_261_124L;
    private static final int SMALL_RECORD_BYTES = 4_096;
    private static final FolderDrain.Listener NOBODY = (records, left) -> {};

    private final ChainId chain = ChainId.parse("eip155:9");
    private final List<ChainEvent> events = RandomChain.events(chain, SEED, 300);
    private final ModelStore database = new ModelStore();
    private final ScriptedStore store = new ScriptedStore(database);
    private final List<TrackedEvent> dead = new ArrayList<>();
    private Optional<DeadLetterWriter.FailedException> deadLettersFail = Optional.empty();

    @TempDir
    Path home;

    private Path folder;
    private SinkConfig config;
    private Owner owner;

    @BeforeEach
    void aFolderOfAMemorySink() {
        folder = home.resolve("memory");
        config = SinkConfig.from("memory", Settings.of(Map.of("sink.spill.dir", home.toString())));
        owner = new TopicIdentity("cluster", "id-of-blocks", "id-of-state").owner(config);
    }

    @Test
    void everythingReachesTheStoreAndTheFolderIsEmptyThen() throws Exception {
        List<StateEntry> entries = RandomChain.states(chain, SEED, 40);
        fill(writer -> {
            events.forEach(event -> writer.blocks(3, encoded(event).get(0)));
            entries.forEach(entry -> writer.state(1, entry));
        });

        FolderDrain.Result result = drain();

        assertStored(events);
        ModelStore expected = new ModelStore();
        expected.applyState(entries);
        entries.forEach(entry -> assertThat(database.state(chain, entry.namespace(), entry.key()))
                .isEqualTo(expected.state(chain, entry.namespace(), entry.key())));
        assertThat(result.counts().events()).isEqualTo(events.size());
        assertThat(result.counts().stateEntries()).isEqualTo(entries.size());
        assertThat(result.counts().drained()).isEqualTo(events.size() + entries.size());
        assertThat(result.holes()).isEmpty();
        assertThat(result.left()).isZero();
        assertThat(framesLeft()).isZero();
    }

    @Test
    void aBlockInPartsIsStoredWhole() throws Exception {
        List<ChainEvent> large = List.of(largeBlock());
        List<EncodedEvent> parts = partsOf(large.get(0));
        assertThat(parts).hasSizeGreaterThan(2);
        fill(writer -> parts.forEach(part -> writer.blocks(0, part)));

        FolderDrain.Result result = drain();

        assertThat(result.counts().blocks()).isEqualTo(1);
        assertThat(result.incomplete()).isZero();
        assertThat(framesLeft()).isZero();
    }

    @Test
    void partsOfABlockWhoseFirstIsNotInTheFolderStayThere() throws Exception {
        List<EncodedEvent> parts = partsOf(largeBlock());
        fill(writer -> parts.stream().skip(1).forEach(part -> writer.blocks(0, part)));

        FolderDrain.Result result = drain();

        assertThat(result.incomplete()).isEqualTo(parts.size() - 1);
        assertThat(framesLeft()).isEqualTo(parts.size() - 1);
        assertThat(dead).as("dead letters").isEmpty();
    }

    @Test
    void partsOfABlockWhoseLastIsNotInTheFolderStayThere() throws Exception {
        List<EncodedEvent> parts = partsOf(largeBlock());
        fill(writer -> parts.stream().limit(parts.size() - 1).forEach(part -> writer.blocks(0, part)));

        FolderDrain.Result result = drain();

        assertThat(result.incomplete()).isEqualTo(parts.size() - 1);
        assertThat(framesLeft()).isEqualTo(parts.size() - 1);
        assertThat(dead).as("dead letters").isEmpty();
    }

    @Test
    void partsAroundAHoleStayAndWhatIsWholeBehindItIsStored() throws Exception {
        List<EncodedEvent> parts = partsOf(largeBlock());
        fill(writer -> {
            writer.blocks(0, parts.get(0));
            writer.lacks(1);
            parts.stream().skip(2).forEach(part -> writer.blocks(0, part));
            events.forEach(event -> writer.blocks(2, encoded(event).get(0)));
        });

        FolderDrain.Result result = drain();

        assertThat(result.holes()).singleElement().asString().contains("chain.blocks-0 offsets 1 to 1");
        assertThat(result.incomplete()).isEqualTo(parts.size() - 1);
        assertThat(dead).as("dead letters").isEmpty();
        assertStored(events);
    }

    @Test
    void aRecordThatIsInTheFolderTwiceIsAppliedOnce() throws Exception {
        fill(writer -> {
            events.forEach(event -> writer.blocks(3, encoded(event).get(0)));
            writer.again(3, encoded(events.get(5)).get(0), 5);
        });

        FolderDrain.Result result = drain();

        assertThat(result.counts().skipped()).isEqualTo(1);
        assertStored(events);
        assertThat(framesLeft()).isZero();
    }

    @Test
    void whileTheStoreIsDownNothingIsGivenUp() throws Exception {
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));
        store.goDown();

        assertThatThrownBy(this::drain)
                .isInstanceOf(FolderDrain.StoppedException.class)
                .hasMessageContaining("the memory store does not answer: down for a test")
                .hasMessageContaining("run this again later");
        assertThat(framesLeft()).isEqualTo(events.size());

        store.recover();
        drain();
        assertStored(events);
        assertThat(framesLeft()).isZero();
    }

    @Test
    void anEventThatTheStoreRejectsGoesToTheDeadLettersAndHoldsNobodyUp() throws Exception {
        ChainEvent rejected = events.get(7);
        store.failFor(event -> event.sequence() == rejected.sequence()
                ? Optional.of(new StoreRejectedException("never", null))
                : Optional.empty());
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));

        FolderDrain.Result result = drain();

        assertThat(result.counts().deadLetters()).isEqualTo(Map.of("StoreRejectedException", 1L));
        assertThat(dead)
                .singleElement()
                .satisfies(event -> assertThat(event.firstOffset()).isEqualTo(7));
        assertThat(framesLeft()).isZero();
    }

    @Test
    void whatNeitherTheStoreNorTheDeadLettersTakeStaysInTheFolder() throws Exception {
        store.failFor(event -> Optional.of(new StoreRejectedException("never", null)));
        deadLettersFail = Optional.of(new DeadLetterWriter.FailedException("there is no topic", null, false));
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));

        assertThatThrownBy(this::drain)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("chain.blocks-3 offset 0 cannot be stored (never), and there is no topic")
                .hasMessageContaining("stay in the folder");
        assertThat(framesLeft()).isEqualTo(events.size());
    }

    @Test
    void whileTheDeadLettersCannotBeReachedItEndsAndCanBeRunAgain() throws Exception {
        ChainEvent rejected = events.get(7);
        store.failFor(event -> event.sequence() == rejected.sequence()
                ? Optional.of(new StoreRejectedException("never", null))
                : Optional.empty());
        deadLettersFail = Optional.of(new DeadLetterWriter.FailedException("Kafka does not answer", null, true));
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));

        assertThatThrownBy(this::drain)
                .isInstanceOf(FolderDrain.StoppedException.class)
                .hasMessageContaining("chain.blocks-3 offset 7 cannot be stored (never), and Kafka does not answer")
                .hasMessageContaining("run this again later");
        assertThat(framesLeft()).isPositive();

        deadLettersFail = Optional.empty();
        drain();
        assertThat(dead).hasSize(1);
        assertThat(framesLeft()).isZero();
    }

    @Test
    void stoppedHalfWayItGoesOnWhereItWas() throws Exception {
        List<ChainEvent> many = RandomChain.events(chain, SEED, 3_000);
        fill(writer -> many.forEach(event -> writer.blocks(3, encoded(event).get(0))));
        FolderDrain.Listener stops = (records, left) -> {
            throw new IllegalStateException("stopped for a test");
        };

        try (FolderDrain drain = new FolderDrain(config, store, new DeadLetterList(), Clock.systemUTC())) {
            assertThatThrownBy(() -> drain.run(folder, owner, stops)).hasMessage("stopped for a test");
        }
        long left = framesLeft();
        FolderDrain.Result result = drain();

        assertThat(left).isPositive().isLessThan(many.size());
        assertThat(result.counts().drained()).isEqualTo(left);
        assertStored(many);
        assertThat(framesLeft()).isZero();
    }

    @Test
    void aRecordOfANewerPublisherStaysAndWhatWasBeforeItIsStored() throws Exception {
        byte[] unknown = encoded(events.get(0)).get(0).value().clone();
        unknown[5] ^= 1; // The schema's fingerprint.
        fill(writer -> {
            events.forEach(event -> writer.blocks(3, encoded(event).get(0)));
            writer.blocks(3, unknown);
        });

        assertThatThrownBy(this::drain)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("chain.blocks-3 offset " + events.size() + " cannot be read")
                .hasMessageContaining("stay in the folder");
        assertStored(events);
        assertThat(framesLeft()).isPositive();
    }

    @Test
    void aFolderThatASinkHasOpenIsRefusedUntouched() throws Exception {
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));
        try (Spill live = open()) {
            assertThat(live.recovery().findings()).isEmpty();

            assertThatThrownBy(this::drain)
                    .isInstanceOf(SpillRefusedException.class)
                    .hasMessageContaining(folder.toString());
        }
        assertThat(framesLeft()).isEqualTo(events.size());
    }

    @Test
    void aFolderOfAnotherSinkGroupOrTopicIsRefusedByName() {
        for (String name : List.of("sink", "group", "blocks.topic", "state.topic")) {
            Map<String, String> attributes = new HashMap<>(owner.attributes());
            attributes.put(name, "another");

            assertThatThrownBy(() -> FolderDrain.checkOwner(new Owner(attributes), config))
                    .isInstanceOf(SinkFailedException.class)
                    .hasMessageContaining("the folder is another's: its " + name + " is another, but the settings say "
                            + owner.attributes().get(name));
        }
        FolderDrain.checkOwner(owner, config);
    }

    @Test
    void itTellsHowFarItIs() throws Exception {
        fill(writer -> events.forEach(event -> writer.blocks(3, encoded(event).get(0))));
        AtomicInteger told = new AtomicInteger();

        try (FolderDrain drain = new FolderDrain(config, store, new DeadLetterList(), Clock.systemUTC())) {
            drain.run(folder, owner, (records, left) -> {
                told.incrementAndGet();
                assertThat(records + left).isEqualTo(events.size());
            });
        }

        assertThat(told).hasPositiveValue();
    }

    private interface Filling {
        void into(FolderWriter writer);
    }

    /** Appends records as a sink does. */
    private final class FolderWriter {
        private final Spill spill;
        private final Map<Integer, Long> next = new HashMap<>();

        FolderWriter(Spill spill) {
            this.spill = spill;
        }

        void blocks(int partition, EncodedEvent event) {
            blocks(partition, event.value());
        }

        void blocks(int partition, byte[] value) {
            append("chain.blocks", RecordCodec.stream(partition, false), partition, chain.toString(), value);
        }

        void state(int partition, StateEntry entry) {
            byte[] value = new StateCodec().encode(entry);
            append("chain.state", RecordCodec.stream(partition, true), partition, entry.recordKey(), value);
        }

        /** The next records of partition 0 of the blocks are not in the folder. */
        void lacks(int records) {
            next.merge(RecordCodec.stream(0, false), (long) records, Long::sum);
        }

        void again(int partition, EncodedEvent event, long offset) {
            int stream = RecordCodec.stream(partition, false);
            long end = next.put(stream, offset);
            blocks(partition, event);
            next.put(stream, end);
        }

        private void append(String topic, int stream, int partition, String key, byte[] value) {
            long offset = next.getOrDefault(stream, 0L);
            ConsumerRecord<byte[], byte[]> record =
                    new ConsumerRecord<>(topic, partition, offset, key.getBytes(UTF_8), value);
            assertThat(spill.append(stream, offset, offset + 1, RecordCodec.encode(record)))
                    .isTrue();
            next.put(stream, offset + 1);
        }
    }

    private final class DeadLetterList implements DeadLetterWriter {
        @Override
        public void write(TrackedEvent event, RuntimeException cause) throws FailedException {
            if (deadLettersFail.isPresent()) {
                throw deadLettersFail.get();
            }
            dead.add(event);
        }

        @Override
        public void close() {}
    }

    private void fill(Filling content) {
        try (Spill spill = open()) {
            content.into(new FolderWriter(spill));
        }
    }

    private Spill open() {
        return Spill.open(
                new SpillConfig(folder, 1 << 20, 1 << 30, 0, Duration.ofMillis(50)), owner, Clock.systemUTC());
    }

    private FolderDrain.Result drain() throws InterruptedException {
        try (FolderDrain drain = new FolderDrain(config, store, new DeadLetterList(), Clock.systemUTC())) {
            return drain.run(folder, owner, NOBODY);
        }
    }

    private long framesLeft() throws IOException {
        return new SpillFolder(folder).inspect().frames();
    }

    private void assertStored(List<ChainEvent> run) {
        ModelStore expected = new ModelStore();
        expected.apply(run);
        assertThat(database.head(chain)).isPresent().isEqualTo(expected.head(chain));
        for (ChainEvent event : run) {
            if (event.payload() instanceof BlockAppended appended) {
                BlockSelector selector =
                        BlockSelector.hash(appended.block().ref().hash());
                assertThat(database.block(chain, selector, BlockDetail.RECEIPTS))
                        .isEqualTo(expected.block(chain, selector, BlockDetail.RECEIPTS));
            }
        }
    }

    private static List<EncodedEvent> encoded(ChainEvent event) {
        return new EventEncoder(900_000).encode(event.envelope(), event.payload());
    }

    private static List<EncodedEvent> partsOf(ChainEvent event) {
        return new EventEncoder(SMALL_RECORD_BYTES).encode(event.envelope(), event.payload());
    }

    /** The first that does not fit into two small records. */
    private ChainEvent largeBlock() {
        return RandomChain.events(ChainId.parse("eip155:10"), SEED, 300).stream()
                .filter(event -> partsOf(event).size() > 2)
                .findFirst()
                .orElseThrow();
    }
}
