package io.chaintier.storetestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A search for logs with all its pages.
 *
 * @param limit of each page
 */
record LogSearch(LogQuery query, int limit) {
    private static final int MAX_SETS = 3;
    private static final int MAX_ALTERNATIVES = 3;
    private static final int MAX_LIMIT = 40;

    /**
     * What all pages say together; where they end does not matter.
     *
     * @param through how far they got
     */
    record Found(long through, Optional<Hash> top, List<BlockReceipts> blocks, Optional<BlockRef> unknown) {}

    /** Searches for what is in the history, for what is not, and in ranges that reach beyond it. */
    static List<LogSearch> about(List<ChainEvent> history, int count, Random random) {
        List<Bytes> terms = Stream.concat(terms(history), Stream.of(Bytes.of(new byte[20])))
                .distinct()
                .toList();
        long lowest = numbers(history).min(Long::compare).orElse(0L);
        long highest = numbers(history).max(Long::compare).orElse(0L);
        List<LogSearch> searches = new ArrayList<>();
        searches.add(new LogSearch(new LogQuery(0, Long.MAX_VALUE, List.of()), MAX_LIMIT));
        while (searches.size() < count) {
            long from = lowest + random.nextInt((int) (highest - lowest) + 3) - Math.min(1, lowest);
            long through = random.nextInt(4) == 0 ? highest + 5 : from + random.nextInt((int) (highest - lowest) + 3);
            List<Set<Bytes>> sets = new ArrayList<>();
            for (int set = random.nextInt(MAX_SETS + 1); set > 0; set--) {
                sets.add(someOf(terms, random));
            }
            // Not wholly below the lowest block: whether a gap counts as looked at depends on the store.
            LogQuery query = new LogQuery(from, Math.max(Math.max(from, lowest), through), sets);
            searches.add(new LogSearch(query, 1 + random.nextInt(MAX_LIMIT)));
        }
        return searches;
    }

    private static Set<Bytes> someOf(List<Bytes> terms, Random random) {
        Set<Bytes> some = new HashSet<>();
        int wanted = 1 + random.nextInt(MAX_ALTERNATIVES);
        for (int i = 0; i < wanted; i++) {
            some.add(terms.get(random.nextInt(terms.size())));
        }
        return some;
    }

    private static Stream<Bytes> terms(List<ChainEvent> history) {
        return history.stream()
                .filter(event -> event.payload() instanceof BlockAppended)
                .flatMap(event -> ((BlockAppended) event.payload()).block().receipts().stream())
                .flatMap(receipts -> receipts.stream().flatMap(receipt -> receipt.terms().stream()));
    }

    private static Stream<Long> numbers(List<ChainEvent> history) {
        return history.stream()
                .filter(event -> event.payload() instanceof BlockAppended)
                .map(event -> ((BlockAppended) event.payload()).block().ref().number());
    }

    /** Reads page by page, and checks that they fit together. */
    Found in(ChainReader reader, ChainId chain) {
        List<BlockReceipts> blocks = new ArrayList<>();
        Optional<Hash> top = Optional.empty();
        Optional<BlockRef> unknown = Optional.empty();
        long next = query.from();
        while (next <= query.through() && unknown.isEmpty()) {
            LogPage page = reader.logs(chain, query.within(next, query.through()), limit);
            unknown = page.unknown();
            if (page.isEmpty()) {
                next = unknown.isPresent() ? page.from() : next;
                break;
            }
            check(page, next, top);
            blocks.addAll(page.blocks());
            top = page.top();
            next = page.through() + 1;
            if (page.through() == Long.MAX_VALUE) {
                break;
            }
        }
        return new Found(next - 1, top, blocks, unknown);
    }

    private void check(LogPage page, long asked, Optional<Hash> below) {
        assertThat(page.from()).as("beginning of a page").isGreaterThanOrEqualTo(asked);
        if (asked > query.from()) {
            assertThat(page.from()).as("beginning of a further page").isEqualTo(asked);
            if (page.parent().isPresent() && below.isPresent()) {
                assertThat(page.parent()).as("link of pages").isEqualTo(below);
            }
        }
        List<Long> numbers = page.blocks().stream()
                .map(block -> block.header().ref().number())
                .toList();
        assertThat(numbers)
                .as("numbers of a page")
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(number -> number >= page.from() && number <= page.through());
        int last = page.blocks().isEmpty()
                ? 0
                : page.blocks().get(page.blocks().size() - 1).receipts().size();
        assertThat(page.receiptCount() - last)
                .as("receipts before the last block")
                .isLessThan(limit);
    }
}
