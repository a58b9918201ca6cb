package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.feed.ChainFeed;
import io.chaintier.gateway.feed.Changes;
import io.chaintier.gateway.feed.ChangesGoneException;
import io.chaintier.gateway.feed.HeadChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a client asks for from time to time. It holds no changes, only how far it was asked. Safe for many threads. */
final class Filter {
    private static final int CHANGES_AT_ONCE = 16;

    private final ChainId chain;
    private final ChainFeed feed;
    private final Interest interest;
    private final Optional<LogFilter> logFilter;
    private long position;

    /**
     * Begins now.
     *
     * @param logFilter which logs a filter of logs wants; empty for others
     */
    Filter(ChainId chain, ChainFeed feed, Interest interest, Optional<LogFilter> logFilter) {
        this.chain = chain;
        this.feed = feed;
        this.interest = interest;
        this.logFilter = logFilter;
        position = feed.end();
    }

    ChainId chain() {
        return chain;
    }

    Optional<LogFilter> logFilter() {
        return logFilter;
    }

    /**
     * What happened since it was asked last, each exactly once.
     *
     * @param enough how many values are given at once, or a few more; the others are given the next time
     * @throws ChangesGoneException if some of it is no longer known
     */
    synchronized List<String> changes(int enough) throws ChangesGoneException, ReceiptsNotKnownException {
        List<String> values = new ArrayList<>();
        long next = position;
        boolean more = true;
        while (more && values.size() < enough) {
            Changes changes = feed.read(next, CHANGES_AT_ONCE);
            for (HeadChange change : changes.changes()) {
                interest.of(change).forEachRemaining(values::add);
            }
            more = !changes.changes().isEmpty();
            next = changes.next();
        }
        position = next;
        return values;
    }
}
