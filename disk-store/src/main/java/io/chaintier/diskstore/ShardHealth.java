package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.StoreException;
import io.chaintier.store.StorePart;
import io.chaintier.store.StorePart.State;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one shard is doing in one pool, by its answers: decides whether it is asked, and tells people. Safe for many threads.
 */
final class ShardHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ShardHealth.class);

    private final DataType type;
    private final String place;
    private final CircuitBreaker breaker;
    private final Optional<ReplicaTrust> trust;

    private volatile boolean used;
    private volatile Optional<StoreException> lastFailure = Optional.empty();

    /**
     * @param place in messages
     * @param trust in the datacenter; empty where nothing can be behind
     */
    ShardHealth(DataType type, String place, CircuitBreaker breaker, Optional<ReplicaTrust> trust) {
        this.type = type;
        this.place = place;
        this.breaker = breaker;
        this.trust = trust;
    }

    /** @return why not to ask the shard now; empty for go ahead */
    Optional<StoreException> refusal() {
        Optional<String> doubt = type.isMutable() ? trust.flatMap(ReplicaTrust::doubt) : Optional.empty();
        if (doubt.isPresent()) {
            return Optional.of(new StoreUnavailableException(
                    type + " is not read from " + place + ", which is catching up: " + doubt.get()));
        }
        return breaker.allows()
                ? Optional.empty()
                : Optional.of(new StoreUnavailableException(
                        type + " is not asked for at " + place + ": it failed several times in a row just before"));
    }

    /**
     * Notes what becomes of a request.
     *
     * @param attempt what it does, for messages: {@code read}
     * @param counts  whether it counts when there is no answer, and not only when there is one
     * @return the same answer, or a {@link StoreException} that names this shard
     */
    <T> CompletableFuture<T> watch(String attempt, boolean counts, CompletableFuture<T> answer) {
        return answer.handle((result, failure) -> {
            if (failure == null) {
                answered();
                return result;
            }
            StoreException cause = DriverFailures.translate(attempt + " shard " + type + " at " + place, failure);
            if (counts) {
                failed(cause);
            }
            throw cause;
        });
    }

    private void answered() {
        used = true;
        if (lastFailure.isPresent()) {
            lastFailure = Optional.empty();
        }
        if (breaker.succeeded()) {
            LOG.info("{} is read from {} again", type, place);
        }
    }

    private void failed(StoreException cause) {
        used = true;
        if (cause instanceof StoreRejectedException) {
            return;
        }
        lastFailure = Optional.of(cause);
        // Merely slow is no sign that writes were missed; whether it is more than that, the watch finds out.
        if (!(cause.getCause() instanceof DriverTimeoutException)) {
            trust.ifPresent(mine -> mine.trouble(cause.getMessage()));
        }
        if (breaker.failed()) {
            LOG.warn("{} is not read from {} for a while: {}", type, place, cause.getMessage());
        }
    }

    StorePart part() {
        Optional<String> doubt = type.isMutable() ? trust.flatMap(ReplicaTrust::doubt) : Optional.empty();
        Optional<StoreException> failure = lastFailure;
        if (failure.isPresent()) {
            return new StorePart(
                    type.toString(), place, State.DOWN, failure.get().getMessage());
        }
        return doubt.map(why -> new StorePart(type.toString(), place, State.BEHIND, why))
                .orElseGet(() -> new StorePart(type.toString(), place, used ? State.UP : State.UNUSED, ""));
    }
}
