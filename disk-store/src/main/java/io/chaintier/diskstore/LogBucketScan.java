package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.diskstore.LogCandidates.Told;
import io.chaintier.event.ChainId;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Searches the log index in one bucket of numbers, or in as much of it as a bounded number of rows tells. The first rows of
 * every set of terms are read at once; the set that reaches furthest leads, since a rare term reaches to the end of the
 * bucket with few rows, and the rows of a hot term beyond what was read are looked up only at the numbers that are left.
 * A set with more alternatives than {@value #FEW} is read only if all are that large; otherwise it is looked up, and not
 * even that where fewer receipts are left than it has alternatives: to look into those is cheaper.
 */
final class LogBucketScan {
    /** So many alternatives are read without knowing whether that helps. */
    private static final int FEW = 16;

    /** Rows of a set read at first, shared out between its alternatives. */
    private static final int ROWS = 1024;

    private static final int MIN_ROWS = 16;
    private static final int MAX_ROWS = 512;

    /** Numbers in one look-up. */
    private static final int NUMBERS = 100;

    /**
     * The first rows of a set.
     *
     * @param through up to where all are there
     */
    private record Known(Set<LogTerm> set, NavigableMap<Told, BitSet> rows, long through) {}

    private static final String ATTEMPT = "search the log index";

    private final ReadStatements statements;
    private final ChainId chain;
    private final List<Set<LogTerm>> sets;
    private final long from;
    private final long through;
    private final Map<LogTerm, CompletableFuture<List<Row>>> firstRows = new HashMap<>();
    private final List<Set<LogTerm>> leading;

    /**
     * Sends the first questions.
     *
     * @param sets    at least one
     * @param through in the same bucket as {@code from}
     */
    LogBucketScan(ReadStatements statements, ChainId chain, List<Set<LogTerm>> sets, long from, long through) {
        this.statements = statements;
        this.chain = chain;
        this.sets = sets;
        this.from = from;
        this.through = through;
        leading = leading(sets);
        ask(LogTerm.UNKNOWN, MAX_ROWS);
        for (Set<LogTerm> set : leading) {
            if (set.size() <= FEW) {
                set.forEach(term -> ask(term, rowsOf(set)));
            }
        }
    }

    private static List<Set<LogTerm>> leading(List<Set<LogTerm>> sets) {
        List<Set<LogTerm>> small =
                sets.stream().filter(set -> set.size() <= FEW).toList();
        return small.isEmpty()
                ? List.of(sets.stream().min(Comparator.comparingInt(Set::size)).orElseThrow())
                : small;
    }

    /** How many questions a scan of these sets begins with. */
    static int questions(List<Set<LogTerm>> sets) {
        return 1 + leading(sets).stream().mapToInt(Set::size).sum();
    }

    private static int rowsOf(Set<LogTerm> set) {
        return Math.max(MIN_ROWS, Math.min(MAX_ROWS, ROWS / set.size()));
    }

    private CompletableFuture<List<Row>> ask(LogTerm term, int rows) {
        return firstRows.computeIfAbsent(term, any -> statements.postings(chain, term, from, through, rows));
    }

    /** The end of what was asked for. */
    long through() {
        return through;
    }

    /** Waits for the answers. */
    LogCandidates await() {
        Known unknown = known(Set.of(LogTerm.UNKNOWN), MAX_ROWS);
        List<Known> read = leading.stream().map(set -> known(set, rowsOf(set))).toList();
        Known lead = read.stream()
                .max(Comparator.comparingLong(Known::through)
                        .thenComparing(known -> -known.rows().size()))
                .orElseThrow();
        long end = Math.min(unknown.through(), lead.through());
        NavigableMap<Told, BitSet> left = new TreeMap<>(lead.rows().headMap(Told.lastOf(end), true));
        for (Known other : read) {
            if (other != lead) {
                intersect(left, other);
            }
        }
        for (Set<LogTerm> set : sets) {
            if (!leading.contains(set)) {
                intersect(left, new Known(set, new TreeMap<>(), from - 1));
            }
        }
        return new LogCandidates(
                end, left, new TreeMap<>(unknown.rows().headMap(Told.lastOf(end), true)).navigableKeySet());
    }

    /** What of {@code left} has a term of the set too; its rows beyond those that are known are looked up. */
    private void intersect(NavigableMap<Told, BitSet> left, Known set) {
        NavigableMap<Told, BitSet> rows = set.rows();
        List<Long> beyond = left.tailMap(Told.lastOf(set.through()), false).keySet().stream()
                .map(Told::number)
                .distinct()
                .toList();
        int receiptsBeyond = left.tailMap(Told.lastOf(set.through()), false).values().stream()
                .mapToInt(BitSet::cardinality)
                .sum();
        boolean isAsked = set.set().size() <= FEW || set.set().size() <= receiptsBeyond;
        if (isAsked && !beyond.isEmpty()) {
            rows = new TreeMap<>(rows.headMap(Told.lastOf(set.through()), true));
            lookUp(set.set(), beyond, rows);
        }
        NavigableMap<Told, BitSet> found = rows;
        left.entrySet().removeIf(entry -> {
            Told told = entry.getKey();
            if (told.number() > set.through() && !isAsked) {
                return false;
            }
            entry.getValue().and(found.getOrDefault(told, new BitSet()));
            return entry.getValue().isEmpty();
        });
    }

    private void lookUp(Set<LogTerm> set, List<Long> numbers, NavigableMap<Told, BitSet> into) {
        List<List<Long>> parts = Stream.iterate(0, from -> from < numbers.size(), from -> from + NUMBERS)
                .map(from -> numbers.subList(from, Math.min(numbers.size(), from + NUMBERS)))
                .toList();
        record Question(LogTerm term, List<Long> numbers) {}
        InTurns.ask(
                set.stream()
                        .flatMap(term -> parts.stream().map(part -> new Question(term, part)))
                        .toList(),
                question -> statements.postingsAt(chain, question.term(), question.numbers()),
                (question, answer) -> add(statements.await(ATTEMPT, answer), into));
    }

    private Known known(Set<LogTerm> set, int limit) {
        NavigableMap<Told, BitSet> rows = new TreeMap<>();
        long[] end = {through};
        InTurns.ask(set, term -> ask(term, limit), (term, answer) -> {
            List<Row> first = statements.await(ATTEMPT, answer);
            int asked = limit;
            while (first.size() == asked && number(first, asked - 1) == from) {
                // All of one number, which was told of that often.
                asked *= 8;
                first = statements.await(ATTEMPT, statements.postings(chain, term, from, through, asked));
            }
            if (first.size() == asked) {
                end[0] = Math.min(end[0], number(first, asked - 1) - 1);
            }
            add(first, rows);
        });
        return new Known(set, rows, end[0]);
    }

    private static long number(List<Row> rows, int place) {
        return rows.get(place).getLong("number");
    }

    private static void add(List<Row> rows, NavigableMap<Told, BitSet> into) {
        for (Row row : rows) {
            into.computeIfAbsent(new Told(row.getLong("number"), row.getLong("sequence")), told -> new BitSet())
                    .or(Postings.unpack(row.getByteBuffer("receipts")));
        }
    }
}
