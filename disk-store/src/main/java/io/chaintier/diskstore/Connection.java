package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A session to one datacenter, opened when it is first needed: a service starts whether its store is there or not. Once
 * open the driver reconnects by itself. Safe for many threads.
 *
 * @param <S> the prepared statements, which are at the same time the check that every table and column is there
 */
final class Connection<S> implements AutoCloseable {
    /** After a failed attempt the next calls fail at once for this long, so that reads do not queue up for a dead store. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration FIRST_RECONNECT = Duration.ofMillis(200);
    private static final Duration SLOWEST_RECONNECT = Duration.ofSeconds(5);
    private static final int QUEUED_PER_REQUEST_IN_FLIGHT = 16;

    private final CassandraConfig config;
    private final CassandraConfig.Datacenter datacenter;
    private final Function<CqlSession, S> prepare;

    private volatile S statements;
    private CqlSession session;
    private StoreException lastFailure;
    private long failedAtNanos;
    private boolean closed;

    Connection(CassandraConfig config, CassandraConfig.Datacenter datacenter, Function<CqlSession, S> prepare) {
        this.config = config;
        this.datacenter = datacenter;
        this.prepare = prepare;
    }

    /**
     * @return the statements, ready to run
     * @throws StoreException if the datacenter cannot be reached, or is not set up for us
     */
    S statements() {
        S ready = statements;
        return ready == null ? open() : ready;
    }

    String datacenterName() {
        return datacenter.name();
    }

    private synchronized S open() {
        if (closed) {
            throw new IllegalStateException("the connection to datacenter " + datacenter.name() + " is closed");
        }
        if (statements != null) {
            return statements;
        }
        if (lastFailure != null && System.nanoTime() - failedAtNanos < PAUSE.toNanos()) {
            throw lastFailure;
        }
        try {
            session = connect();
            statements = prepare.apply(session);
            return statements;
        } catch (RuntimeException e) {
            if (session != null) {
                session.close();
                session = null;
            }
            lastFailure = DriverFailures.translate("use " + this, e);
            failedAtNanos = System.nanoTime();
            throw lastFailure;
        }
    }

    private CqlSession connect() {
        CqlSessionBuilder builder = CqlSession.builder()
                .withConfigLoader(driverConfig())
                .withLocalDatacenter(datacenter.name())
                .addContactPoints(datacenter.contactPoints());
        config.credentials().ifPresent(who -> builder.withAuthCredentials(who.username(), who.password()));
        CqlSession opened = builder.build();
        TreeSet<String> found = opened.getMetadata().getNodes().values().stream()
                .map(node -> String.valueOf(node.getDatacenter()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!found.contains(datacenter.name())) {
            opened.close();
            throw new StoreMisconfiguredException(
                    "there is no datacenter " + datacenter.name() + " at " + this + ", only " + found);
        }
        return opened;
    }

    private DriverConfigLoader driverConfig() {
        List<String> keyspaces =
                Arrays.stream(DataType.values()).map(config.keyspaces()::of).toList();
        ProgrammaticDriverConfigLoaderBuilder options = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.requestTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, config.connectTimeout())
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, NeverRetryPolicy.class)
                .withString(DefaultDriverOption.REQUEST_THROTTLER_CLASS, "ConcurrencyLimitingRequestThrottler")
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, config.maxRequestsInFlight())
                .withInt(
                        DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE,
                        QUEUED_PER_REQUEST_IN_FLIGHT * config.maxRequestsInFlight())
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_RECONNECT)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, SLOWEST_RECONNECT)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, keyspaces);
        config.driver().forEach((path, value) -> options.withString(() -> path, value));
        return options.build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        statements = null;
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public String toString() {
        return "datacenter " + datacenter.name() + " at " + datacenter.contactPoints();
    }
}
