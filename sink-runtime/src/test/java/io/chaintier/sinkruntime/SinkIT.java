package io.chaintier.sinkruntime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.storetestkit.ModelStore;
import io.chaintier.storetestkit.RandomChain;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicSetup;
import io.chaintier.topics.TopicsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a real topic to a store that fails on demand. Serves C4, C5, R3, R4, I3, I4, I7, I8, I9. */
@LocalStackTest(ServerKind.KAFKA)
@Timeout(120)
class SinkIT {
    private static final long SEED = 4711;
    private static final int EVENTS = 120;
    private static final int SMALL_RECORD_BYTES = 16 * 1024;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedStack stack;
    private final ChainId chain = ChainId.parse("eip155:7");
    private final List<ChainEvent> events = RandomChain.events(chain, SEED, EVENTS);
    private final ModelStore database = new ModelStore();
    private final ScriptedStore store = new ScriptedStore(database);
    private final List<Sink> sinks = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    Path directory;

    private KafkaClients kafka;
    private TopicsConfig topics;
    private Admin admin;
    private Producer<byte[], byte[]> producer;

    SinkIT(SharedStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void topicsOfItsOwn() {
        String prefix = stack.uniqueName("sink");
        settings.put("kafka.bootstrap.servers", stack.kafka());
        settings.put("topics.blocks", prefix + ".blocks");
        settings.put("topics.state", prefix + ".state");
        settings.put("topics.dead.letters", prefix + ".dead-letters");
        settings.put("topics.partitions", "2");
        settings.put("sink.group.prefix", prefix + "-");
        settings.put("sink.commit.interval.ms", "50");
        settings.put("sink.backoff.max.ms", "200");
        settings.put("sink.spill.dir", directory.toString());
        settings.put("sink.spill.segment.bytes", Integer.toString(SEGMENT_BYTES));
        settings.put("sink.spill.min.free.bytes", "0");
        kafka = KafkaClients.from(Settings.of(settings));
        topics = TopicsConfig.from(Settings.of(settings));
        admin = kafka.admin();
        new TopicSetup(admin, topics).ensure(0);
        producer = kafka.deadLetterProducer();
    }

    @AfterEach
    void stopEverything() {
        sinks.forEach(Sink::close);
        producer.close();
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void everyEventReachesTheStoreAndEveryOffsetIsCommitted(String groupProtocol) {
        settings.put("kafka.group.protocol", groupProtocol);
        publish(events);

        Sink sink = start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(sink.status().counts().events()).isEqualTo(EVENTS);
        assertThat(sink.status().counts().sequenceGaps()).isZero();
    }

    @Test
    void aSinkThatCannotReachKafkaSaysSoAndIsNotUp() {
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        settings.put("kafka.default.api.timeout.ms", "1000");
        settings.put("kafka.request.timeout.ms", "1000");

        Sink sink = start();

        await().untilAsserted(() -> assertThat(sink.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("127.0.0.1:1", "does not answer")));
        assertThat(sink.status().state()).isEqualTo(SinkStatus.State.STOPPED);
    }

    @Test
    void aSinkThatStartsBeforeItsTopicsMakesThem() {
        topics = new TopicsConfig(
                topics.blocks() + ".new", topics.state(), topics.deadLetters(), true, 2, (short) -1, -1);
        settings.put("topics.blocks", topics.blocks());

        start();

        await().until(() -> admin.listTopics().names().get().contains(topics.blocks()));
        publish(events);
        awaitStored(events);
    }

    @Test
    void nodeStateReachesTheStoreAndTheNewestVersionStays() {
        List<StateEntry> entries = RandomChain.states(chain, SEED, 50);
        StateCodec codec = new StateCodec();
        entries.forEach(entry -> send(topics.state(), entry.recordKey(), codec.encode(entry)));

        start();

        StateEntry last = entries.get(entries.size() - 1);
        await().untilAsserted(() ->
                assertThat(database.state(chain, last.namespace(), last.key())).contains(last));
    }

    @Test
    void whileTheStoreFailsNothingBehindTheFailureIsCommitted() {
        ChainEvent broken = events.get(40);
        publish(events);
        store.failFor(event -> event.sequence() >= broken.sequence()
                ? Optional.of(new StoreUnavailableException("down for a test"))
                : Optional.empty());

        Sink sink = start();

        await().untilAsserted(() -> assertThat(sink.status().state()).isEqualTo(SinkStatus.State.SPILLING));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(40));
        assertThat(sink.status().lastError()).contains("down for a test");

        store.recover();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(sink.status().state()).isEqualTo(SinkStatus.State.UP);
    }

    @Test
    void aSinkStoppedDuringAnOutageEndsSoonAndTheNextOneGoesOn() {
        publish(events);
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().state() == SinkStatus.State.SPILLING);

        long before = System.nanoTime();
        first.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        store.recover();
        start();
        awaitStored(events);
    }

    @Test
    void whatTheStoreRefusesGoesToTheDeadLettersAndItsNeighboursAreStored() {
        ChainEvent refused = events.get(10);
        publish(events);
        store.failFor(event ->
                event.equals(refused) ? Optional.of(new StoreRejectedException("not this one")) : Optional.empty());

        Sink sink = start();

        List<ChainEvent> others = new ArrayList<>(events);
        others.remove(refused);
        awaitStored(others);
        ConsumerRecord<byte[], byte[]> letter = deadLetters(1).get(0);
        assertThat(header(letter, "dead.topic")).isEqualTo(topics.blocks());
        assertThat(header(letter, "dead.offset")).isEqualTo("10");
        assertThat(header(letter, "dead.error.class")).isEqualTo(StoreRejectedException.class.getName());
        assertThat(header(letter, "dead.error.message")).isEqualTo("not this one");
        assertThat(letter.value()).isEqualTo(encode(refused).get(0).value());
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(sink.status().counts().deadLetters()).containsExactly(Map.entry("StoreRejectedException", 1L));
    }

    @Test
    void recordsThatCannotBeReadStopNothing() {
        send(topics.blocks(), chain.toString(), "rubbish".getBytes(UTF_8));
        send(topics.blocks(), chain.toString(), null);
        publish(events);

        start();

        awaitStored(events);
        assertThat(deadLetters(2))
                .extracting(letter -> header(letter, "dead.offset"))
                .containsExactly("0", "1");
    }

    @Test
    void aNewerSchemaStopsItsPartitionOnlyAndLosesNothing() {
        ChainId other = chainInOtherPartition();
        List<ChainEvent> others = RandomChain.events(other, SEED, 20);
        publish(events.subList(0, 10));
        byte[] newer = encode(events.get(10)).get(0).value().clone();
        newer[2] ^= 1;
        send(topics.blocks(), chain.toString(), newer);
        publish(others);

        Sink sink = start();

        awaitStored(others);
        await().untilAsserted(() -> assertThat(sink.status().stopped().values())
                .singleElement()
                .asString()
                .startsWith("offset 10:")
                .contains("newer publisher"));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(10));
    }

    @Test
    void aStoreThatIsNotSetUpEndsTheSinkWithTheReason() {
        publish(events);
        store.failFor(event -> Optional.of(new StoreMisconfiguredException("table x is missing")));

        Sink sink = start();

        assertThatThrownBy(sink::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("table x is missing");
        assertThat(sink.status().state()).isEqualTo(SinkStatus.State.FAILED);
        assertThat(committed(chain)).isLessThanOrEqualTo(0);
    }

    @Test
    void topicsThatMayNotBeMadeEndTheSinkWithTheReason() {
        settings.put("topics.blocks", topics.blocks() + ".absent");
        settings.put("topics.create", "false");

        assertThatThrownBy(start()::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining(topics.blocks() + ".absent");
    }

    @Test
    void aBlockInPartsIsCommittedOnlyAsAWhole() {
        EventEncoder small = new EventEncoder(SMALL_RECORD_BYTES);
        ChainEvent large = events.stream()
                .filter(event -> small.encode(event.envelope(), event.payload()).size() > 3)
                .findFirst()
                .orElseThrow();
        List<EncodedEvent> parts = small.encode(large.envelope(), large.payload());
        for (EncodedEvent part : parts.subList(0, 3)) {
            send(topics.blocks(), chain.toString(), part.value());
        }
        Sink first = start();
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(committed(chain)).isLessThanOrEqualTo(0));
        first.close();

        for (EncodedEvent part : parts.subList(3, parts.size())) {
            send(topics.blocks(), chain.toString(), part.value());
        }
        start();

        Envelope whole = new Envelope(
                chain,
                large.sequence() + parts.size() - 1,
                large.envelope().publisher(),
                large.envelope().emittedAt(),
                large.envelope().head());
        awaitStored(List.of(new ChainEvent(whole, large.payload())));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
    }

    @Test
    void membersOfAGroupShareTheChainsAndTakeOverFromOneAnother() {
        ChainId other = chainInOtherPartition();
        publish(events.subList(0, 50));
        publish(RandomChain.events(other, SEED, 50));
        Sink first = start();
        Sink second = startElsewhere();
        awaitStored(events.subList(0, 50));

        first.close();
        publish(events.subList(50, EVENTS));
        publish(RandomChain.events(other, SEED, EVENTS).subList(50, EVENTS));

        awaitStored(events);
        awaitStored(RandomChain.events(other, SEED, EVENTS));
        assertThat(second.status().counts().sequenceGaps()).isZero();
    }

    @Test
    void aMissingSequenceIsReported() {
        List<ChainEvent> torn = new ArrayList<>(events);
        torn.remove(60);
        publish(torn);

        Sink sink = start();

        awaitStored(torn);
        assertThat(sink.status().counts().sequenceGaps()).isEqualTo(1);
    }

    @Test
    void recordsThatKafkaDroppedBeforeTheyWereStoredStopThePartitionWithTheRange() throws Exception {
        publish(events.subList(0, 30));
        Sink first = start();
        awaitStored(events.subList(0, 30));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        first.close();
        publish(events.subList(30, 60));
        deleteBefore(40);

        Sink second = start();

        await().untilAsserted(() -> assertThat(second.status().stopped().values())
                .singleElement()
                .asString()
                .startsWith("offsets 30 to 39 are no longer in the topic and not in the store")
                .contains("spill drain --dir", "--accept-missing " + partition(chain) + ":30-39"));
        assertThat(committed(chain)).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void anOutageGoesThroughTheFileAndLosesNothing(String groupProtocol) {
        settings.put("kafka.group.protocol", groupProtocol);
        publish(events.subList(0, 40));
        Sink sink = start();
        awaitStored(events.subList(0, 40));
        store.goDown();

        publish(events.subList(40, 80));
        await().until(() -> sink.status().state() == SinkStatus.State.SPILLING);
        publish(events.subList(80, EVENTS));
        await().until(() ->
                sink.status().counts().spilled() >= 80 && sink.status().file().frames() >= 80);

        assertThat(sink.status().lagRecords()).isZero();
        assertThat(sink.status().backoff()).isPositive();
        assertThat(committed(chain)).isLessThanOrEqualTo(40);
        store.recover();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        await().until(() -> sink.status().state() == SinkStatus.State.UP);
        await().untilAsserted(() -> assertThat(sink.status().file().frames()).isZero());
        assertThat(sink.status().counts().drained()).isGreaterThanOrEqualTo(80);
        assertThat(sink.status().counts().sequenceGaps()).isZero();
    }

    @Test
    void aSinkStartedAnewDrainsItsFileAndSpillsNothingTwice() {
        publish(events);
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().counts().spilled() == EVENTS);
        first.close();
        Sink second = start();
        await().until(() -> second.status().state() == SinkStatus.State.SPILLING
                && second.status().file().frames() == EVENTS);

        store.recover();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(second.status().file().frames()).isZero());
        assertThat(second.status().counts().spilled()).isZero();
        assertThat(second.status().counts().drained()).isGreaterThanOrEqualTo(EVENTS);
    }

    @Test
    void anotherInstanceGoesOnWhileTheFileIsOutOfReach() {
        publish(events);
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().counts().spilled() == EVENTS);
        first.close();
        store.recover();

        startElsewhere();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
    }

    @Test
    void whatTheFileHoldsForAnotherMemberIsStoredAndLeavesTheFile() {
        ChainId other = chainInOtherPartition();
        publish(events);
        publish(RandomChain.events(other, SEED, EVENTS));
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().counts().spilled() == 2 * EVENTS);
        Sink second = startElsewhere();
        await().until(() -> second.status().counts().spilled() >= EVENTS);

        store.recover();

        awaitStored(events);
        awaitStored(RandomChain.events(other, SEED, EVENTS));
        await().untilAsserted(() -> {
            assertThat(first.status().file().frames()).isZero();
            assertThat(second.status().file().frames()).isZero();
        });
    }

    @Test
    void aFullFilePausesTheSinkUntilTheStoreIsBack() {
        settings.put("sink.spill.max.bytes", Integer.toString(2 * SEGMENT_BYTES));
        List<ChainEvent> many = RandomChain.events(chain, SEED, 500);
        store.goDown();
        publish(many);
        Sink sink = start();
        await().atMost(PATIENCE).until(() -> sink.status().state() == SinkStatus.State.PAUSED);
        assertThat(sink.status().file().obstacle()).isPresent();
        assertThat(sink.status().file().frames()).isLessThan(500);

        store.recover();

        awaitStored(many);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        await().until(() -> sink.status().state() == SinkStatus.State.UP);
    }

    @Test
    void aFolderThatCannotBeUsedDoesNotKeepTheSinkFromWorking() throws Exception {
        Files.writeString(directory.resolve("test"), "a file where the folder should be");
        publish(events);

        Sink sink = start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(sink.status().file().usable()).isFalse());
        assertThat(sink.status().state()).isEqualTo(SinkStatus.State.UP);
        assertThat(sink.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("fallback file"));
    }

    @Test
    void whatKafkaDroppedDuringAnOutageComesFromTheFile() throws Exception {
        publish(events.subList(0, 60));
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().counts().spilled() == 60);
        first.close();
        publish(events.subList(60, EVENTS));
        deleteBefore(60);
        store.recover();

        Sink second = start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(second.status().stopped()).isEmpty();
    }

    @Test
    void offsetsThatExpiredWithTheTopicsBeginningAreMadeGoodByTheFile() throws Exception {
        publish(events.subList(0, 60));
        Sink first = start();
        awaitStored(events.subList(0, 60));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(60));
        store.goDown();
        publish(events.subList(60, EVENTS));
        await().until(() -> first.status().counts().spilled() == EVENTS - 60);
        first.close();
        admin.deleteConsumerGroups(List.of(groupId())).all().get();
        deleteBefore(100);
        store.recover();

        start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
    }

    @Test
    void offsetsThatExpiredCostNothingButReadingAgain() throws Exception {
        publish(events);
        Sink first = start();
        awaitStored(events);
        first.close();
        admin.deleteConsumerGroups(List.of(groupId())).all().get();

        Sink second = start();

        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(second.status().counts().events()).isEqualTo(EVENTS);
    }

    @Test
    void exactlyTheAcceptedRangeIsPassedOver() throws Exception {
        publish(events.subList(0, 30));
        Sink first = start();
        awaitStored(events.subList(0, 30));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(30));
        first.close();
        publish(events.subList(30, 60));
        deleteBefore(40);

        Sink other = start(MissingRange.parse(partition(chain) + ":30-38"));
        await().until(() -> !other.status().stopped().isEmpty());
        other.close();
        assertThat(committed(chain)).isEqualTo(30);

        Sink exact = start(MissingRange.parse(partition(chain) + ":30-39"));
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(exact.status().stopped()).isEmpty();
        assertThat(exact.status().counts().events()).isEqualTo(20);
    }

    @Test
    void aTopicThatWasCreatedAnewEndsTheSinkWithTheReason() throws Exception {
        publish(events);
        Sink sink = start();
        awaitStored(events);

        admin.deleteTopics(List.of(topics.blocks())).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topics.blocks()));
        new TopicSetup(admin, topics).ensure(0);

        assertThatThrownBy(sink::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("created anew");
    }

    @Test
    void aFileOfATopicThatIsGoneIsNotDrainedIntoAnother() throws Exception {
        publish(events);
        store.goDown();
        Sink first = start();
        await().until(() -> first.status().counts().spilled() == EVENTS);
        first.close();
        admin.deleteTopics(List.of(topics.blocks())).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topics.blocks()));
        new TopicSetup(admin, topics).ensure(0);

        assertThatThrownBy(start()::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("blocks.topic.id")
                .hasMessageContaining("spill drain");
    }

    @Test
    void aTopicThatWasMadeAnewIsRefusedAlsoByASinkThatHasNothingInItsFile() throws Exception {
        publish(events);
        Sink first = start();
        awaitStored(events);
        first.close();
        admin.deleteTopics(List.of(topics.blocks())).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topics.blocks()));
        new TopicSetup(admin, topics).ensure(0);

        assertThatThrownBy(start()::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("blocks.topic.id");
    }

    @Test
    void aFolderServesOneSinkAtATime() throws Exception {
        Sink first = start();
        await().until(() -> first.status().file().usable());

        assertThatThrownBy(start()::awaitEnd)
                .isInstanceOf(SinkFailedException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void aStaticMemberGetsItsPartitionsBackAfterARestart() {
        settings.put("kafka.group.instance.id", "one");
        publish(events.subList(0, 50));
        Sink first = start();
        awaitStored(events.subList(0, 50));
        first.close();
        publish(events.subList(50, EVENTS));

        start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
    }

    @Test
    void withoutADeadLetterTopicThePartitionStopsAndNothingIsDropped() throws Exception {
        ChainId other = chainInOtherPartition();
        List<ChainEvent> others = RandomChain.events(other, SEED, 20);
        Sink sink = start();
        await().until(() -> sink.status().file().usable());
        admin.deleteTopics(List.of(topics.deadLetters())).all().get();
        store.failFor(event -> event.equals(events.get(10))
                ? Optional.of(new StoreRejectedException("not this one"))
                : Optional.empty());

        publish(events);
        publish(others);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.status().stopped().values())
                        .singleElement()
                        .asString()
                        .contains("offset 10 cannot be stored (not this one)", topics.deadLetters()));
        awaitStored(others);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(10));
    }

    @Test
    void overloadIsNoOutage() {
        AtomicInteger pleas = new AtomicInteger();
        store.failFor(event -> pleas.getAndIncrement() % 3 == 0
                ? Optional.of(new StoreOverloadedException("less, please"))
                : Optional.empty());
        publish(events);

        Sink sink = start();

        awaitStored(events);
        await().untilAsserted(() -> assertThat(committed(chain)).isEqualTo(endOffset(chain)));
        assertThat(sink.status().counts().overloads()).isPositive();
        assertThat(sink.status().counts().spilled()).isZero();
        assertThat(sink.status().state()).isEqualTo(SinkStatus.State.UP);
    }

    private void deleteBefore(long offset) throws Exception {
        admin.deleteRecords(Map.of(partition(chain), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    private String groupId() {
        return settings.get("sink.group.prefix") + "test-sink";
    }

    private Sink start(MissingRange... accepted) {
        Sink sink = new Sink(SinkConfig.from("test", Settings.of(settings)).acceptingMissing(List.of(accepted)), store);
        sinks.add(sink);
        sink.start();
        return sink;
    }

    /** On another machine: with a folder of its own. */
    private Sink startElsewhere() {
        settings.put("sink.spill.dir", directory.resolve("elsewhere").toString());
        try {
            return start();
        } finally {
            settings.put("sink.spill.dir", directory.toString());
        }
    }

    private void publish(List<ChainEvent> run) {
        run.forEach(event -> encode(event)
                .forEach(record -> send(topics.blocks(), event.chain().toString(), record.value())));
        producer.flush();
    }

    private static List<EncodedEvent> encode(ChainEvent event) {
        return new EventEncoder(900_000).encode(event.envelope(), event.payload());
    }

    private void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
    }

    private void awaitStored(List<ChainEvent> run) {
        ModelStore expected = new ModelStore();
        expected.apply(run);
        ChainId id = run.get(0).chain();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(database.head(id)).isEqualTo(expected.head(id));
            for (ChainEvent event : run) {
                if (event.payload() instanceof BlockAppended appended) {
                    var selector = io.chaintier.store.BlockSelector.hash(
                            appended.block().ref().hash());
                    var detail = io.chaintier.store.BlockDetail.RECEIPTS;
                    assertThat(database.block(id, selector, detail)).isEqualTo(expected.block(id, selector, detail));
                }
            }
        });
    }

    private TopicPartition partition(ChainId id) {
        int partitions = producer.partitionsFor(topics.blocks()).size();
        byte[] key = id.toString().getBytes(UTF_8);
        return new TopicPartition(
                topics.blocks(),
                org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(key, partitions));
    }

    private ChainId chainInOtherPartition() {
        for (int reference = 8; ; reference++) {
            ChainId candidate = ChainId.parse("eip155:" + reference);
            if (!partition(candidate).equals(partition(chain))) {
                return candidate;
            }
        }
    }

    private long committed(ChainId id) {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition(id));
            return offset == null ? -1 : offset.offset();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private long endOffset(ChainId id) {
        try (Consumer<byte[], byte[]> reader = kafka.reader()) {
            return reader.endOffsets(List.of(partition(id))).get(partition(id));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (Consumer<byte[], byte[]> reader = kafka.reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(topics.deadLetters()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                reader.poll(Duration.ofMillis(100)).forEach(letters::add);
                return letters.size() >= count;
            });
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new String(header.value(), UTF_8);
    }
}
