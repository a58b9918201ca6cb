package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The driver's exceptions as ours: the one place that knows both. */
final class DriverFailures {
    /** How Cassandra says, in words alone, that a request of the right form carries too much. */
    private static final List<String> TOO_MUCH = List.of("too large", "too big", "longer than maximum");

    private DriverFailures() {}

    /**
     * @param attempt what was tried, to begin the message with: {@code write block 7 (0xab..)}
     * @return to throw or keep
     * @throws IllegalStateException where it is a mistake of ours and not the driver's answer
     */
    static StoreException translate(String attempt, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StoreException known) {
            return known;
        }
        if (!(cause instanceof DriverException || cause instanceof IOException)) {
            throw new IllegalStateException("cannot " + attempt, cause);
        }
        String message = "cannot " + attempt + ": " + text(cause);
        if (isAny(cause, List.of(AuthenticationException.class, UnsupportedProtocolVersionException.class))) {
            return new StoreMisconfiguredException(message, cause);
        }
        if (isAny(
                cause,
                List.of(OverloadedException.class, RequestThrottlingException.class, BusyConnectionException.class))) {
            return new StoreOverloadedException(message, cause);
        }
        if (cause instanceof FrameTooLongException || cause instanceof InvalidQueryException && isTooMuch(cause)) {
            return new StoreRejectedException(message, cause);
        }
        // Our statements are right for the tables of our layout, so a refusal to run one is about the tables or about
        // what we may do with them: never a reason to give a record up.
        if (cause instanceof QueryValidationException || cause instanceof InvalidKeyspaceException) {
            return new StoreMisconfiguredException(message, cause);
        }
        // Timeouts, unavailable replicas, lost connections, a server's internal errors: all may pass.
        return new StoreUnavailableException(message, cause);
    }

    private static boolean isTooMuch(Throwable cause) {
        return TOO_MUCH.stream().anyMatch(String.valueOf(cause.getMessage())::contains);
    }

    /** Whether the failure, or where no node could be asked that of any node, is of one of these. */
    private static boolean isAny(Throwable failure, List<Class<?>> types) {
        if (failure instanceof AllNodesFailedException all) {
            return all.getAllErrors().values().stream()
                    .flatMap(List::stream)
                    .anyMatch(error -> types.stream().anyMatch(type -> type.isInstance(error)));
        }
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
