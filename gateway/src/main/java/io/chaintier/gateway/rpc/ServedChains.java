package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.TieredReader.KnownChains;
import io.chaintier.store.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which chain a path names: {@code /eip155:1} that one, {@code /} the only one there is. Unless they are given, the
 * chains are those the stores have blocks of, asked for again every two seconds; a chain once seen stays. Blocking; safe
 * for many threads.
 */
public final class ServedChains {
    private static final Duration REFRESH = Duration.ofSeconds(2);

    private final TieredReader reader;
    private final boolean given;
    private final LongSupplier nanoClock;
    private final AtomicLong nextRefresh;
    private volatile KnownChains known;

    /**
     * @param given     the chains to serve; empty for all that the stores have
     * @param nanoClock as {@link System#nanoTime}
     */
    public ServedChains(TieredReader reader, Set<ChainId> given, LongSupplier nanoClock) {
        this.reader = reader;
        this.given = !given.isEmpty();
        this.known = new KnownChains(given, this.given);
        this.nanoClock = nanoClock;
        nextRefresh = new AtomicLong(nanoClock.getAsLong());
    }

    /**
     * @param path of the request, with its leading slash
     * @throws RpcException   if it names no chain, or one that is not here
     * @throws StoreException if the stores cannot say yet
     */
    public ChainId at(String path) throws RpcException {
        Set<ChainId> chains = all();
        String name = path.substring(1);
        if (name.isEmpty() && chains.size() == 1) {
            return chains.iterator().next();
        }
        if (name.isEmpty() && chains.size() > 1) {
            throw RpcException.notFound("several chains are served here: post to " + paths(chains));
        }
        for (ChainId chain : chains) {
            if (chain.toString().equals(name)) {
                return chain;
            }
        }
        if (!known.complete()) {
            throw RpcException.unavailable(
                    "not every store can say now which chains there are; known: " + paths(chains));
        }
        throw RpcException.notFound(
                chains.isEmpty()
                        ? "no chain is stored here yet"
                        : "there is no chain \"" + name + "\" here: post to " + paths(chains));
    }

    /**
     * The chains to choose from, as the stores had them two seconds ago or later.
     *
     * @throws StoreException if none is known yet and the stores cannot say
     */
    public Set<ChainId> all() {
        long due = nextRefresh.get();
        long now = nanoClock.getAsLong();
        boolean refresh = now - due >= 0 && nextRefresh.compareAndSet(due, now + REFRESH.toNanos());
        if (!given && (refresh || known.chains().isEmpty())) {
            refresh();
        }
        return known.chains();
    }

    private synchronized void refresh() {
        try {
            KnownChains now = reader.chains();
            Set<ChainId> all = new HashSet<>(known.chains());
            all.addAll(now.chains());
            known = new KnownChains(all, now.complete());
        } catch (StoreException e) {
            if (known.chains().isEmpty()) {
                throw e;
            }
            known = new KnownChains(known.chains(), false);
        }
    }

    private static String paths(Set<ChainId> chains) {
        return chains.stream().map(chain -> "/" + chain).sorted().collect(Collectors.joining(", "));
    }
}
