package io.chaintier.diskstore;

import io.chaintier.diskstore.LogCandidates.Told;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.store.LogQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Searches the log index bucket by bucket, from the lowest number on; the less is found, the more buckets at once. */
final class LogScan {
    /** In one page, however little is in them. */
    private static final int MAX_BUCKETS = 256;

    /** With which the buckets that are searched at once begin. */
    private static final int QUESTIONS_AT_ONCE = 64;

    private final ReadStatements statements;
    private final ChainId chain;
    private final List<Set<LogTerm>> sets;
    private final long from;
    private final long top;

    private final NavigableMap<Told, BitSet> receipts = new TreeMap<>();
    private final TreeSet<Told> unknown = new TreeSet<>();
    private long through;
    private int found;

    LogScan(ReadStatements statements, ChainId chain, LogQuery query) {
        this.statements = statements;
        this.chain = chain;
        from = query.from();
        top = query.through();
        through = from - 1;
        sets = query.termSets().isEmpty()
                ? List.of(Set.of(LogTerm.ANY))
                : query.termSets().stream().map(LogScan::terms).toList();
    }

    private static Set<LogTerm> terms(Set<Bytes> set) {
        return set.stream().map(LogTerm::of).collect(Collectors.toUnmodifiableSet());
    }

    /** @param limit ends with the block that brings it to so many receipts */
    LogCandidates upTo(int limit) {
        int most = Math.max(1, QUESTIONS_AT_ONCE / LogBucketScan.questions(sets));
        int buckets = 0;
        for (int atOnce = 1;
                buckets < MAX_BUCKETS && through < top && found < limit;
                atOnce = Math.min(most, 2 * atOnce)) {
            for (LogBucketScan scan : scans(atOnce)) {
                LogCandidates some = scan.await();
                add(some, limit);
                buckets++;
                if (found >= limit || some.through() < scan.through()) {
                    break;
                }
            }
        }
        return new LogCandidates(through, receipts, unknown);
    }

    private List<LogBucketScan> scans(int count) {
        List<LogBucketScan> scans = new ArrayList<>();
        long next = through + 1;
        while (scans.size() < count && next <= top) {
            long last = Math.min(top, LogPartitions.lastInBucket(next));
            scans.add(new LogBucketScan(statements, chain, sets, next, last));
            next = last + 1;
        }
        return scans;
    }

    private void add(LogCandidates some, int limit) {
        through = some.through();
        for (Map.Entry<Told, BitSet> entry : some.receipts().entrySet()) {
            long number = entry.getKey().number();
            if (found >= limit && number > receipts.lastKey().number()) {
                through = number - 1;
                break;
            }
            receipts.put(entry.getKey(), entry.getValue());
            found += entry.getValue().cardinality();
        }
        unknown.addAll(some.unknown().headSet(Told.lastOf(through), true));
    }
}
