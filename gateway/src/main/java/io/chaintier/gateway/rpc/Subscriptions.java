package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.feed.ChainFeed;
import io.chaintier.gateway.feed.ChangesGoneException;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscriptions of one connection (B1, B2). Nothing is queued for it: each subscription reads the feed's log when the
 * client takes more, and a client that is slower than the log is cut off, so that it knows. Safe for many threads.
 */
public final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int INTERNAL_ERROR = 1011;
    private static final List<String> PARAMS = List.of("kind of subscription", "filter");

    private final Notifier notifier;
    private final Outlet client;
    private final int max;
    private final Map<String, Subscription> open = new ConcurrentHashMap<>();
    private final Set<ChainFeed> feeds = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final Runnable wake = this::wake;
    private volatile boolean closed;

    Subscriptions(Notifier notifier, Outlet client, int max) {
        this.notifier = notifier;
        this.client = client;
        this.max = max;
    }

    /** What can be called over this connection beside what can be called everywhere. */
    Optional<RpcMethod> method(String name, Exchange exchange) {
        return switch (name) {
            case "eth_subscribe" ->
                Optional.of(new RpcMethod(PARAMS, 1, (chain, in) -> subscribe(chain, in, exchange)));
            case "eth_unsubscribe" ->
                Optional.of(new RpcMethod(
                        List.of("subscription id"),
                        (chain, in) -> unsubscribe(in.value(0).asText())));
            default -> Optional.empty();
        };
    }

    private Result subscribe(ChainId chain, Params in, Exchange exchange) throws RpcException {
        String kind = in.value(0).asText();
        switch (kind) {
            case "newHeads":
                return subscribe(chain, Interest.heads(notifier.news()), Stream.empty(), exchange);
            case "logs":
                LogFilter filter = in.has(1) ? notifier.logFilter(in.label(1), in.value(1)) : LogFilter.any();
                return subscribe(chain, Interest.logs(notifier.news(), filter), Stream.empty(), exchange);
            case "newPendingTransactions":
                throw RpcException.methodNotFound(
                        "no \"newPendingTransactions\" subscription here: there is no transaction pool");
            case "syncing":
                return subscribe(chain, Interest.nothing(), Stream.of("false"), exchange);
            default:
                throw RpcException.methodNotFound(
                        "no " + Shown.of(in.value(0)) + " subscription here: expected newHeads, logs or syncing");
        }
    }

    private Result subscribe(ChainId chain, Interest interest, Stream<String> first, Exchange exchange)
            throws RpcException {
        if (open.size() >= max) {
            throw RpcException.limitExceeded("too many subscriptions: a connection can have " + max);
        }
        ChainFeed feed = notifier.feed(chain);
        String id = notifier.newId();
        Subscription subscription = new Subscription(id, feed, interest, first.iterator());
        open.put(id, subscription);
        if (feeds.add(feed)) {
            feed.listen(wake);
        }
        if (closed) {
            close();
        }
        // The first notice must not come before the answer that says what it is of.
        exchange.afterAnswer(() -> {
            subscription.announced();
            wake();
        });
        return new Result(out -> out.writeString(id), Optional.empty());
    }

    private Result unsubscribe(String id) throws RpcException {
        if (open.remove(id) == null) {
            throw RpcException.invalidInput("subscription not found");
        }
        return new Result(out -> out.writeBoolean(true), Optional.empty());
    }

    /** There may be something to tell, or the client takes more again. Returns at once. */
    public void wake() {
        if (!open.isEmpty() && isDue.compareAndSet(false, true)) {
            notifier.execute(this::tell);
        }
    }

    private void tell() {
        isDue.set(false);
        try {
            for (Subscription subscription : open.values()) {
                subscription.tell(client);
            }
        } catch (ChangesGoneException e) {
            end(TRY_AGAIN_LATER, e.getMessage());
        } catch (ReceiptsNotKnownException e) {
            end(INTERNAL_ERROR, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a client could not be told what happened", e);
            end(INTERNAL_ERROR, "internal error: the log of the gateway says more");
        }
    }

    private void end(int code, String reason) {
        close();
        notifier.countEnded();
        client.close(code, reason);
    }

    int size() {
        return open.size();
    }

    /** The connection is closed, or will be. */
    public void close() {
        closed = true;
        open.clear();
        feeds.forEach(feed -> feed.stopListening(wake));
        notifier.forget(this);
    }
}
