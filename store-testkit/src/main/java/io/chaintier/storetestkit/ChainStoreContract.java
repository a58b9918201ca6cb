package io.chaintier.storetestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.IndexedReceipt;
import io.chaintier.store.LogQuery;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.TransactionSelector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What every store promises (I1, I2, I3, B1), to be extended by the tests of each. Every test writes chains of its own,
 * so the store may be shared. The seed is printed when a test starts; {@code -Dchaintier.seed=N} repeats it.
 */
public abstract class ChainStoreContract {
    private static final int EVENTS = 60;
    private static final Hash NO_PARENT = Hash.of(new byte[32]);

    private final long seed = Long.getLong("chaintier.seed", System.nanoTime());
    private final RandomBlocks content = new RandomBlocks(seed);
    private final ModelStore model = new ModelStore();
    private ChainWriter writer;
    private ChainReader reader;

    /** A new writer of the store; the caller closes it. */
    protected abstract ChainWriter openWriter();

    /** A new reader of the store; the caller closes it. */
    protected abstract ChainReader openReader();

    /**
     * All that the store holds of a chain, readable enough to see a difference, without the name of the chain and
     * without what legitimately depends on when it was written, such as expiry.
     */
    protected abstract Map<String, String> dump(ChainId chain);

    @BeforeEach
    final void open(TestInfo test) {
        System.out.println(test.getDisplayName() + " with -Dchaintier.seed=" + seed);
        writer = openWriter();
        reader = openReader();
    }

    @AfterEach
    final void close() {
        writer.close();
        reader.close();
    }

    @Test
    void eventsInOrderGiveEveryAnswerOfTheModel() {
        List<ChainEvent> history = RandomChain.events(newChain(), seed, EVENTS);

        apply(writer, history);

        checkAll(history);
    }

    @Test
    void applyingEverythingTwiceChangesNothing() {
        List<ChainEvent> history = RandomChain.events(newChain(), seed, EVENTS);
        apply(writer, history);
        Map<String, String> once = dump(history.get(0).chain());

        apply(writer, history);

        assertThat(dump(history.get(0).chain())).as(seed()).isEqualTo(once);
        checkAll(history);
    }

    @Test
    void anyOrderLeavesTheSameBytesAndAnswers() {
        List<ChainEvent> ordered = RandomChain.events(newChain(), seed, EVENTS);
        apply(writer, ordered);
        Map<String, String> expected = dump(ordered.get(0).chain());

        for (int order = 0; order < 5; order++) {
            List<ChainEvent> history = RandomChain.events(newChain(), seed, EVENTS);
            RandomChain.shuffled(history, seed + order).forEach(run -> apply(writer, run));

            checkAll(history);
            assertThat(dump(history.get(0).chain())).as(seed()).isEqualTo(expected);
        }
    }

    @Test
    void twoWritersAtOnceInDifferentOrdersLeaveOneState() throws Exception {
        List<ChainEvent> history = RandomChain.events(newChain(), seed, EVENTS);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ChainWriter other = openWriter()) {
            Future<?> first =
                    threads.submit(() -> RandomChain.shuffled(history, seed + 1).forEach(run -> apply(writer, run)));
            Future<?> second =
                    threads.submit(() -> RandomChain.shuffled(history, seed + 2).forEach(run -> apply(other, run)));
            first.get();
            second.get();
        } finally {
            threads.shutdown();
        }

        checkAll(history);
    }

    @Test
    void afterEveryEventTheAnswersAreThoseOfThePrefix() {
        List<ChainEvent> history = RandomChain.events(newChain(), seed, EVENTS);

        for (int length = 1; length <= history.size(); length++) {
            ChainEvent last = history.get(length - 1);
            apply(writer, List.of(last));

            List<Question> questions = new ArrayList<>(Question.pointers(history));
            questions.addAll(Question.searches(history.subList(0, length), 2));
            if (last.payload() instanceof BlockAppended appended) {
                questions.addAll(Question.about(last.chain(), appended.block()));
            }
            check(questions, "after " + length + " events");
        }
    }

    @Test
    void aReaderDuringTheWriteSeesNoHalfBlockAndNoHoleUnderTheHead() {
        ChainBuilder builder = new ChainBuilder(newChain());
        Hash parent = NO_PARENT;
        for (int number = 0; number < 60; number++) {
            List<Transaction> transactions = content.transactions(number % 3 * 20, 300);
            Block block = content.block(
                    number, parent, transactions, Optional.of(content.receipts(transactions.size(), 400)));
            builder.append(block);
            parent = block.ref().hash();
        }
        List<ChainEvent> history = builder.events();

        try (HeadWatcher watcher = new HeadWatcher(reader, history)) {
            watcher.start();
            applyInRuns(history);
        }

        checkAll(history);
    }

    @Test
    void aReaderDuringReorganisationsSeesWholeBlocksAtTheHead() {
        List<ChainEvent> history = RandomChain.events(newChain(), seed, 3 * EVENTS);

        try (HeadWatcher watcher = new HeadWatcher(reader, history)) {
            watcher.start();
            applyInRuns(history);
        }

        checkAll(history);
    }

    @Test
    void aBlockOfTwentyMegabytesReadsBackWhole() {
        List<Transaction> transactions = content.transactions(40, 250_000);
        Block large = content.block(7, NO_PARENT, transactions, Optional.of(content.receipts(40, 260_000)));
        Block next = content.block(8, large.ref().hash(), content.transactions(3, 200_000), Optional.empty());
        List<ChainEvent> history =
                new ChainBuilder(newChain()).append(large).append(next).events();

        apply(writer, history);

        checkAll(history);
    }

    @Test
    void aBlockOfTenThousandTransactionsReadsBackWhole() {
        List<Transaction> transactions = content.transactions(10_000, 100);
        ChainId chain = newChain();
        List<ChainEvent> history = new ChainBuilder(chain)
                .append(content.block(7, NO_PARENT, transactions, Optional.of(content.receipts(10_000, 100))))
                .events();

        apply(writer, history);

        BlockSelector head = BlockSelector.HEAD;
        assertThat(reader.block(chain, head, BlockDetail.RECEIPTS))
                .as(seed())
                .isEqualTo(model.block(chain, head, BlockDetail.RECEIPTS));
        TransactionSelector last =
                TransactionSelector.hash(transactions.get(9_999).hash());
        assertThat(reader.transaction(chain, last, true)).as(seed()).isEqualTo(model.transaction(chain, last, true));
    }

    @Test
    void unknownReceiptsAreNotTheSameAsNone() {
        ChainId chain = newChain();
        Block unknown = content.block(1, NO_PARENT, List.of(), Optional.empty());
        Block none = content.block(2, unknown.ref().hash(), List.of(), Optional.of(List.of()));

        apply(writer, new ChainBuilder(chain).append(unknown).append(none).events());

        assertThat(receiptsKnown(chain, unknown)).isFalse();
        assertThat(receiptsKnown(chain, none)).isTrue();
    }

    @Test
    void knownReceiptsAreNotLostToAnEventThatDidNotKnowThem() {
        ChainId chain = newChain();
        List<Transaction> transactions = content.transactions(3, 50);
        Block told = content.block(1, NO_PARENT, transactions, Optional.of(content.receipts(3, 60)));
        Block untold = content.block(told.ref(), NO_PARENT, transactions, Optional.empty());
        List<ChainEvent> history =
                new ChainBuilder(chain).append(told).append(untold).events();

        apply(writer, history);

        assertThat(receiptsKnown(chain, told)).isTrue();
        checkAll(history);
    }

    @Test
    void aSearchForLogsEndsBelowABlockWhoseReceiptsAreNotKnownAndNamesIt() {
        ChainId chain = newChain();
        Block told = content.block(1, NO_PARENT, content.transactions(1, 50), Optional.of(receipts("a")));
        Block untold = content.block(2, told.ref().hash(), content.transactions(1, 50), Optional.empty());
        Block after = content.block(3, untold.ref().hash(), content.transactions(1, 50), Optional.of(receipts("a")));
        List<ChainEvent> history = new ChainBuilder(chain)
                .append(told)
                .append(untold)
                .append(after)
                .events();

        apply(writer, history);

        LogPage page = reader.logs(chain, new LogQuery(1, 9, List.of(Set.of(term("a")))), 10);
        assertThat(page.through()).isEqualTo(1);
        assertThat(page.blocks()).hasSize(1);
        assertThat(page.unknown()).contains(untold.ref());
        LogPage above = reader.logs(chain, new LogQuery(3, 9, List.of(Set.of(term("a")))), 10);
        assertThat(above.through()).isEqualTo(3);
        assertThat(above.blocks()).hasSize(1);
    }

    @Test
    void aSearchWithThousandsOfAlternativesFindsWhatHasOneOfThem() {
        ChainId chain = newChain();
        Block block = content.block(1, NO_PARENT, content.transactions(3, 50), Optional.of(receipts("a", "b", "c")));
        Set<Bytes> many = new HashSet<>(Set.of(term("b"), term("c")));
        for (int i = 0; i < 2_000; i++) {
            many.add(term("other " + i));
        }

        apply(writer, new ChainBuilder(chain).append(block).events());

        LogPage page = reader.logs(chain, new LogQuery(0, 9, List.of(many)), 10);
        assertThat(page.blocks().get(0).receipts())
                .extracting(IndexedReceipt::index)
                .contains(1, 2)
                .doesNotContain(0);
    }

    @Test
    void abandonedBlocksAreReadByHashAndTheirTransactionsAreNotFound() {
        ChainId chain = newChain();
        Block first = content.block(1, NO_PARENT, content.transactions(2, 50), Optional.empty());
        Block abandoned = content.block(2, first.ref().hash(), content.transactions(2, 50), Optional.empty());

        apply(
                writer,
                new ChainBuilder(chain).append(first).append(abandoned).revert().events());

        BlockSelector byHash = BlockSelector.hash(abandoned.ref().hash());
        TransactionSelector transaction =
                TransactionSelector.hash(abandoned.transactions().get(0).hash());
        assertThat(reader.block(chain, byHash, BlockDetail.TRANSACTIONS)).isPresent();
        assertThat(reader.transaction(chain, TransactionSelector.at(byHash, 0), true))
                .isPresent();
        assertThat(reader.transaction(chain, transaction, true)).isEmpty();
        assertThat(reader.block(chain, BlockSelector.number(2), BlockDetail.HEADER))
                .isEmpty();
    }

    @Test
    void ofEveryStateKeyTheNewestVersionStaysInAnyOrderAndARemovalKeepsItsVersion() {
        for (int order = 0; order < 5; order++) {
            List<StateEntry> entries = RandomChain.states(newChain(), seed, 40);
            model.applyState(entries);
            List<StateEntry> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, new Random(seed + order));

            assertThat(writer.applyState(shuffled)).as(seed()).containsOnly(Outcome.STORED);

            check(Question.aboutStates(entries), "in order " + order);
        }
    }

    @Test
    void oneRunMayCarryEventsOfManyChainsAndTheyDoNotMix() {
        List<List<ChainEvent>> histories = Stream.of(1, 2, 3)
                .map(number -> RandomChain.events(newChain(), seed + number % 2, EVENTS))
                .toList();
        List<ChainEvent> mixed = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            for (List<ChainEvent> history : histories) {
                mixed.add(history.get(i));
            }
        }

        apply(writer, mixed);

        histories.forEach(history -> check(Question.about(history), "of mixed chains"));
        assertThat(reader.chains())
                .containsAll(histories.stream()
                        .map(history -> history.get(0).chain())
                        .toList());
    }

    @Test
    void aChainThatWasNeverWrittenIsEmpty() {
        ChainId nobody = newChain();

        assertThat(reader.chains()).doesNotContain(nobody);
        assertThat(reader.head(nobody)).isEmpty();
        assertThat(reader.block(nobody, BlockSelector.HEAD, BlockDetail.HEADER)).isEmpty();
        assertThat(reader.block(nobody, BlockSelector.number(0), BlockDetail.HEADER))
                .isEmpty();
    }

    @Test
    void anEmptyRunIsDoneAndAProbeFindsTheStoreThere() {
        assertThat(writer.apply(List.of())).isEmpty();
        assertThat(writer.applyState(List.of())).isEmpty();
        writer.probe();
    }

    /** Receipts with one term each. */
    private List<Receipt> receipts(String... terms) {
        return Stream.of(terms)
                .map(term -> new Receipt(content.bytes(60), List.of(term(term))))
                .toList();
    }

    private static Bytes term(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ChainId newChain() {
        return new ChainId("test", Long.toString(System.nanoTime(), 36) + new Random().nextInt(1000));
    }

    private String seed() {
        return "seed " + seed;
    }

    private boolean receiptsKnown(ChainId chain, Block block) {
        Optional<StoredBlock> stored =
                reader.block(chain, BlockSelector.hash(block.ref().hash()), BlockDetail.RECEIPTS);
        return stored.orElseThrow().header().receiptsKnown();
    }

    private void apply(ChainWriter to, List<ChainEvent> events) {
        assertThat(to.apply(events))
                .as(seed())
                .hasSize(events.size())
                .allMatch(outcome -> outcome.equals(Outcome.STORED));
        model.apply(events);
    }

    private void applyInRuns(List<ChainEvent> history) {
        for (int from = 0; from < history.size(); from += 7) {
            apply(writer, history.subList(from, Math.min(history.size(), from + 7)));
        }
    }

    private void checkAll(List<ChainEvent> history) {
        check(Question.about(history), "at the end");
    }

    private void check(List<Question> questions, String when) {
        questions.forEach(question -> question.check(reader, model, when + ", " + seed()));
    }
}
