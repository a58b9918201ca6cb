package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DriverFailuresTest {
    /** Carried by the driver's exceptions, never asked anything. */
    private static final Node NODE = (Node) Proxy.newProxyInstance(
            DriverFailuresTest.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (node, method, arguments) -> switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> node == arguments[0];
                case "toString" -> "node";
                default -> null;
            });

    @Test
    void whatMayPassIsUnavailable() {
        assertAll(
                StoreUnavailableException.class,
                new DriverTimeoutException("slow"),
                new NoNodeAvailableException(),
                new ClosedConnectionException("reset"),
                new HeartbeatException(new InetSocketAddress(1), "no answer", new IOException("closed")),
                new UnavailableException(NODE, ConsistencyLevel.LOCAL_QUORUM, 2, 1),
                new WriteTimeoutException(NODE, ConsistencyLevel.LOCAL_QUORUM, 0, 1, DefaultWriteType.SIMPLE),
                new BootstrappingException(NODE),
                new ServerError(NODE, "disk full"));
    }

    @Test
    void beingAskedForLessIsOverloadedAlsoWhereTheDriverSaysThatNoNodeAnswered() {
        assertAll(
                StoreOverloadedException.class,
                new OverloadedException(NODE),
                new RequestThrottlingException("queue full"),
                AllNodesFailedException.fromErrors(List.of(Map.entry(NODE, new BusyConnectionException(1024)))));
    }

    @Test
    void whatIsWrongWithOurTablesOrRightsIsNeverBlamedOnARecord() {
        assertAll(
                StoreMisconfiguredException.class,
                new InvalidQueryException(NODE, "table chaintier_block.block does not exist"),
                new InvalidQueryException(NODE, "something nobody has seen before"),
                new UnauthorizedException(NODE, "no MODIFY permission"),
                new SyntaxError(NODE, "line 1:0"));
    }

    @Test
    void contentThatIsTooMuchIsRejected() {
        assertAll(
                StoreRejectedException.class,
                new InvalidQueryException(NODE, "Mutation of 17MiB is too large for the maximum size of 16MiB"),
                new InvalidQueryException(NODE, "Key length of 70000 is longer than maximum of 65535"));
    }

    @Test
    void aMistakeOfOursIsNotTheStoresFailure() {
        assertThatThrownBy(() -> DriverFailures.translate("read", new NullPointerException()))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(NullPointerException.class);
    }

    private static void assertAll(Class<? extends StoreException> expected, Throwable... failures) {
        for (Throwable failure : failures) {
            assertThat(DriverFailures.translate("write block 7", new CompletionException(failure)))
                    .isInstanceOf(expected)
                    .hasMessageStartingWith("cannot write block 7: ")
                    .hasCause(failure);
        }
    }
}
