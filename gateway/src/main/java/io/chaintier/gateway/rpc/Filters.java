package io.chaintier.gateway.rpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.chaintier.event.ChainId;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The filters of this gateway, in memory: another gateway knows nothing of them. Safe for many threads. */
public final class Filters {
    private final Notifier notifier;
    private final LiveLimits limits;
    private final Cache<String, Filter> filters;

    /** @param nanoClock as {@link System#nanoTime} */
    public Filters(Notifier notifier, LiveLimits limits, LongSupplier nanoClock) {
        this.notifier = notifier;
        this.limits = limits;
        Ticker ticker = nanoClock::getAsLong;
        filters = Caffeine.newBuilder()
                .expireAfterAccess(limits.filterLife())
                .ticker(ticker)
                .build();
    }

    /**
     * Keeps a new filter.
     *
     * @return what the client can ask for it by
     * @throws RpcException if there are too many
     */
    String add(Filter filter) throws RpcException {
        if (count() >= limits.filters()) {
            throw RpcException.limitExceeded("too many filters: " + limits.filters()
                    + " are kept; uninstall some, or wait until some have not been asked for for "
                    + limits.filterLife().toSeconds() + " s");
        }
        String id = notifier.newId();
        filters.put(id, filter);
        return id;
    }

    /** The filter of a chain with this id; it lives on. */
    Optional<Filter> get(ChainId chain, String id) {
        return Optional.ofNullable(filters.getIfPresent(id))
                .filter(filter -> filter.chain().equals(chain));
    }

    /** @return whether it was there */
    boolean remove(ChainId chain, String id) {
        return get(chain, id).isPresent() && filters.asMap().remove(id) != null;
    }

    /** How many there are. */
    public long count() {
        filters.cleanUp();
        return filters.estimatedSize();
    }
}
