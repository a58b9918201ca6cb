package io.chaintier.producer.publish;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.Publishers;
import io.chaintier.producer.testing.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@LocalStackTest(ServerKind.KAFKA)
class ChainPublisherIT {
    private final String bootstrap;
    private final ChainId chain = Publishers.newChain();

    ChainPublisherIT(SharedStack stack) {
        this.bootstrap = stack.kafka();
    }

    @Test
    void sequenceHasNoGapAcrossPublishers() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (ChainPublisher publisher = open()) {
                assertThat(publisher.nextSequence()).isEqualTo(run * 10L);
                for (int i = 0; i < 10; i++) {
                    publisher.publish(Publication.append(Blocks.block(run * 10L + i, 0)));
                }
            }
        }

        assertThat(sequences()).isEqualTo(LongStream.range(0, 30).boxed().toList());
        assertThat(events())
                .allSatisfy(event -> assertThat(event.envelope().head())
                        .isEqualTo(((BlockAppended) event.payload()).block().ref()));
    }

    @Test
    void outcomeTellsTheSequenceAndThePlaceInTheTopic() throws Exception {
        try (ChainPublisher publisher = open()) {
            Published first =
                    publisher.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
            Published second = publisher
                    .publish(Publication.append(List.of(Blocks.block(1, 0), Blocks.block(2, 0))))
                    .get(30, SECONDS);

            assertThat(first.sequence()).isZero();
            assertThat(second.sequence()).isEqualTo(2);
            assertThat(second.partition()).isEqualTo(first.partition());
            assertThat(second.offset()).isGreaterThan(first.offset());
            assertThat(publisher.head()).contains(Blocks.ref(2, 0));
        }
    }

    @Test
    void headFollowsReorganisationsAndIgnoresBlocksBelowIt() throws Exception {
        try (ChainPublisher publisher = open()) {
            publisher.publish(Publication.append(List.of(Blocks.block(5, 0), Blocks.block(6, 0), Blocks.block(7, 0))));
            publisher.publish(Publication.append(Blocks.block(2, 0)));
            publisher.publish(Publication.reorganise(
                    List.of(Blocks.ref(7, 0), Blocks.ref(6, 0)),
                    Blocks.ref(5, 0),
                    List.of(Blocks.block(6, 1, 0, 1, 10))));
            publisher
                    .publish(Publication.finality(Optional.of(Blocks.ref(5, 0)), Optional.empty()))
                    .get(30, SECONDS);
        }

        assertThat(events().stream().map(event -> event.envelope().head()))
                .containsExactly(
                        Blocks.ref(5, 0),
                        Blocks.ref(6, 0),
                        Blocks.ref(7, 0),
                        Blocks.ref(7, 0),
                        Blocks.ref(6, 0),
                        Blocks.ref(5, 0),
                        Blocks.ref(6, 1),
                        Blocks.ref(6, 1));
    }

    @Test
    void revertingABlockThatIsNotTheHeadIsRejectedAndTheRestGoesOn() throws Exception {
        try (ChainPublisher publisher = open()) {
            publisher.publish(Publication.append(List.of(Blocks.block(0, 0), Blocks.block(1, 0))));
            CompletableFuture<Published> contradiction =
                    publisher.publish(Publication.reorganise(List.of(Blocks.ref(1, 9)), Blocks.ref(0, 0), List.of()));
            Published next =
                    publisher.publish(Publication.append(Blocks.block(2, 0))).get(30, SECONDS);

            assertThatThrownBy(contradiction::get)
                    .hasCauseInstanceOf(PublicationRejectedException.class)
                    .hasMessageContaining("cannot be reverted, for the head is 1 (0x");
            assertThat(next.sequence()).isEqualTo(2);
        }
    }

    @Test
    void newPublisherTakesOverAndTheOldOneSaysSo() throws Exception {
        try (ChainPublisher old = open("old");
                ChainPublisher other = open("new")) {
            CompletableFuture<Published> fenced = old.publish(Publication.append(Blocks.block(0, 7)));
            Published published =
                    other.publish(Publication.append(Blocks.block(0, 0))).get(60, SECONDS);

            assertThatThrownBy(() -> fenced.get(60, SECONDS))
                    .hasCauseInstanceOf(PublisherFencedException.class)
                    .hasMessageContaining("another publisher of " + chain + " took over: \"new\" (host ")
                    .hasMessageContaining("transactional id chaintier.eip155-");
            assertThat(published.sequence()).isZero();
            assertThatThrownBy(() ->
                            old.publish(Publication.append(Blocks.block(1, 7))).get(1, SECONDS))
                    .hasCauseInstanceOf(PublisherFencedException.class);
            Published after =
                    other.publish(Publication.append(Blocks.block(1, 0))).get(60, SECONDS);
            assertThat(after.sequence()).isEqualTo(1);
        }
    }

    @Test
    void twoPublishersAtOnceLeaveNeitherGapNorDuplicate() throws Exception {
        try (ChainPublisher first = open("first")) {
            long confirmed = 0;
            CompletableFuture<Published> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 500; i++) {
                last = first.publish(Publication.append(Blocks.block(i, 0)));
            }
            try (ChainPublisher second = open("second")) {
                assertThatThrownBy(() -> first.publish(Publication.append(Blocks.block(1000, 0)))
                                .get(60, SECONDS))
                        .hasCauseInstanceOf(PublisherFencedException.class);
                long from = second.nextSequence();
                for (int i = 0; i < 500; i++) {
                    last = second.publish(Publication.append(Blocks.block(from + i, 0)));
                }
                confirmed = last.get(60, SECONDS).sequence();
            }
            assertThat(sequences())
                    .isEqualTo(LongStream.rangeClosed(0, confirmed).boxed().toList());
        }
    }

    @Test
    void blockOf25MegabytesArrivesWhole() throws Exception {
        Block large = Blocks.block(1, 0, 0, 1_000, 12_500);
        try (ChainPublisher publisher = open()) {
            publisher.publish(Publication.append(Blocks.block(0, 0)));
            publisher.publish(Publication.append(large)).get(60, SECONDS);
            publisher.publish(Publication.append(Blocks.block(2, 0))).get(60, SECONDS);
        }

        List<WireEvent> records = Topic.records(bootstrap, chain);
        assertThat(records).hasSizeGreaterThan(26);
        assertThat(records.stream().map(record -> record.envelope().sequence()))
                .isEqualTo(LongStream.range(0, records.size()).boxed().toList());
        assertThat(events()).hasSize(3);
        assertThat(events().get(1).payload()).isEqualTo(new BlockAppended(large));
    }

    @Test
    void stateOfANodeIsVersionedAcrossPublishers() throws Exception {
        try (ChainPublisher publisher = open()) {
            publisher.putState("node-a", "peers", Optional.of(Bytes.of(new byte[] {3})));
            publisher.putState("node-a", "peers", Optional.of(Bytes.of(new byte[] {4})));
        }
        try (ChainPublisher publisher = open()) {
            publisher.putState("node-a", "peers", Optional.empty()).get(30, SECONDS);
        }

        List<StateEntry> entries = Topic.state(bootstrap, chain).stream()
                .filter(entry -> entry.namespace().equals("node-a"))
                .toList();
        assertThat(entries.stream().map(StateEntry::version)).isSorted().doesNotHaveDuplicates();
        assertThat(entries.stream().map(StateEntry::value))
                .containsExactly(
                        Optional.of(Bytes.of(new byte[] {3})), Optional.of(Bytes.of(new byte[] {4})), Optional.empty());
    }

    @Test
    void resumesBehindTheEventsOfManyOtherChains() throws Exception {
        try (ChainPublisher publisher = open()) {
            publisher.publish(Publication.append(Blocks.block(0, 0))).get(30, SECONDS);
        }
        for (int i = 0; i < 3; i++) {
            ChainId neighbour = new ChainId("eip155", chain.reference() + "-" + i);
            try (ChainPublisher publisher = ChainPublisher.open(config("neighbour", Map.of()), neighbour)) {
                for (int n = 0; n < 300; n++) {
                    publisher.publish(Publication.append(Blocks.block(n, 0)));
                }
            }
        }

        try (ChainPublisher publisher = open()) {
            assertThat(publisher.nextSequence()).isEqualTo(1);
            assertThat(publisher.head()).contains(Blocks.ref(0, 0));
        }
    }

    @Test
    void fullQueueFailsAtOnceAndSaysSo() throws Exception {
        Map<String, String> small = Map.of("publisher.queue.publications", "1");
        try (ChainPublisher publisher = ChainPublisher.open(config("small", small), chain)) {
            publisher.publish(Publication.append(Blocks.block(0, 0)));
            CompletableFuture<Published> refused = publisher.publish(Publication.append(Blocks.block(1, 0)));

            assertThat(refused).isCompletedExceptionally();
            assertThatThrownBy(refused::get)
                    .hasCauseInstanceOf(PublisherOverloadedException.class)
                    .hasMessageContaining("is full");
        }
        assertThat(sequences()).containsExactly(0L);
    }

    @Test
    void closedPublisherRefuses() throws Exception {
        ChainPublisher publisher = open();
        publisher.close();

        assertThatThrownBy(() -> publisher
                        .publish(Publication.append(Blocks.block(0, 0)))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PublisherUnavailableException.class)
                .hasMessageContaining("was closed");
    }

    private ChainPublisher open() throws InterruptedException {
        return open("test");
    }

    private ChainPublisher open(String name) throws InterruptedException {
        return ChainPublisher.open(config(name, Map.of()), chain);
    }

    private PublisherConfig config(String name, Map<String, String> more) {
        return Publishers.config(bootstrap, chain, name, more);
    }

    private List<ChainEvent> events() {
        return Topic.events(bootstrap, chain);
    }

    private List<Long> sequences() {
        return Topic.records(bootstrap, chain).stream()
                .map(record -> record.envelope().sequence())
                .toList();
    }
}
