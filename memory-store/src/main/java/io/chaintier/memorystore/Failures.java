package io.chaintier.memorystore;

import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What went wrong in Redis, by the first word of its answer, which is all that Redis tells. A full Redis ({@code OOM}) is
 * an outage and not an overload: fewer writes do not make room, only expiry or an operator does. A word that is not known
 * counts as one that may pass.
 */
final class Failures {
    /** Our own word: an event behind one that was not applied. */
    static final String HELD = "HELD";

    /** The server does not have the script any more. */
    static final String NO_SCRIPT = "NOSCRIPT";

    private static final Set<String> MISCONFIGURED = Set.of("NOAUTH", "WRONGPASS", "NOPERM");
    private static final Set<String> REJECTED = Set.of("WRONGTYPE", "ERR");

    /** Redis 6 wraps the error of a command in a script: {@code ERR Error running script ...: @user_script: 7: -OOM ...}. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("^ERR Error running script.*@user_script: ?\\d+: -?([A-Z]{3,}) .*", Pattern.DOTALL);

    private Failures() {}

    static StoreException translate(String attempt, RuntimeException failure) {
        if (failure instanceof StoreException translated) {
            return translated;
        }
        String message = attempt + ": " + failure.getMessage();
        Optional<JedisDataException> answer = answer(failure);
        if (answer.isPresent()) {
            return translate(attempt + ": " + answer.get().getMessage(), answer.get());
        }
        // The pool waits for a connection in vain when all are in use; a failure to make one has a connection
        // exception.
        boolean exhausted = causes(failure).anyMatch(cause -> cause instanceof NoSuchElementException)
                && causes(failure).noneMatch(cause -> cause instanceof JedisConnectionException);
        return exhausted
                ? new StoreOverloadedException(message, failure)
                : new StoreUnavailableException(message, failure);
    }

    private static StoreException translate(String message, JedisDataException answer) {
        String code = code(answer);
        String text = String.valueOf(answer.getMessage());
        if (MISCONFIGURED.contains(code) || text.startsWith("ERR unknown command")) {
            return new StoreMisconfiguredException(message, answer);
        }
        if (text.startsWith("ERR max number of clients")) {
            return new StoreOverloadedException(message, answer);
        }
        return REJECTED.contains(code)
                ? new StoreRejectedException(message, answer)
                : new StoreUnavailableException(message, answer);
    }

    /** The first word of what Redis answered, or of what a command in a script was answered. */
    static String code(JedisDataException answer) {
        String message = String.valueOf(answer.getMessage());
        Matcher inScript = IN_SCRIPT.matcher(message);
        if (inScript.matches()) {
            return inScript.group(1);
        }
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    /** An error that Redis answered with, perhaps while a connection was made. */
    private static Optional<JedisDataException> answer(Throwable failure) {
        return causes(failure)
                .filter(cause -> cause instanceof JedisDataException)
                .map(cause -> (JedisDataException) cause)
                .findFirst();
    }

    static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
