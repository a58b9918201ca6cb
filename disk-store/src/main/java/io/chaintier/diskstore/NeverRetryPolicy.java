package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryPolicy;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.api.core.session.Request;

/**
 * Lets every failure through to the caller, who repeats with a pause. The driver's own policy repeats at once and on the
 * next node also what an overloaded node refused, which makes an overload worse. Public because the driver makes it, by
 * name.
 */
public final class NeverRetryPolicy implements RetryPolicy {
    /** What the driver calls. */
    public NeverRetryPolicy(DriverContext context, String profileName) {
        // Nothing depends on either.
    }

    @Override
    public RetryVerdict onReadTimeoutVerdict(
            Request request, ConsistencyLevel level, int blockFor, int received, boolean dataPresent, int retryCount) {
        return RetryVerdict.RETHROW;
    }

    @Override
    public RetryVerdict onWriteTimeoutVerdict(
            Request request, ConsistencyLevel level, WriteType writeType, int blockFor, int received, int retryCount) {
        return RetryVerdict.RETHROW;
    }

    @Override
    public RetryVerdict onUnavailableVerdict(
            Request request, ConsistencyLevel level, int required, int alive, int retryCount) {
        return RetryVerdict.RETHROW;
    }

    @Override
    public RetryVerdict onRequestAbortedVerdict(Request request, Throwable error, int retryCount) {
        return RetryVerdict.RETHROW;
    }

    @Override
    public RetryVerdict onErrorResponseVerdict(Request request, CoordinatorException error, int retryCount) {
        return RetryVerdict.RETHROW;
    }

    @Deprecated
    @Override
    public RetryDecision onReadTimeout(
            Request request, ConsistencyLevel level, int blockFor, int received, boolean dataPresent, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Deprecated
    @Override
    public RetryDecision onWriteTimeout(
            Request request, ConsistencyLevel level, WriteType writeType, int blockFor, int received, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Deprecated
    @Override
    public RetryDecision onUnavailable(
            Request request, ConsistencyLevel level, int required, int alive, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Deprecated
    @Override
    public RetryDecision onRequestAborted(Request request, Throwable error, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Deprecated
    @Override
    public RetryDecision onErrorResponse(Request request, CoordinatorException error, int retryCount) {
        return RetryDecision.RETHROW;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
