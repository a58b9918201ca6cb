package io.chaintier.memorystore;

import io.chaintier.store.RequestDeadline;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.config.types.Password;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A pool of connections to Redis, in which every call is bounded in time. A call is not begun once the thread's {@link
 * RequestDeadline} is over; one that was begun before takes its own time-out at most. Safe for many threads.
 */
final class Redis implements AutoCloseable {
    private final UnifiedJedis client;

    Redis(RedisConfig config) {
        client = RedisClient.builder()
                .hostAndPort(config.uri().getHost(), config.port())
                .clientConfig(DefaultJedisClientConfig.builder()
                        .resp2()
                        .sslOptions(config.tls() ? SslOptions.defaults() : null)
                        .user(config.user().orElse(null))
                        .password(config.password().map(Password::value).orElse(null))
                        .database(config.database())
                        .connectionTimeoutMillis((int) config.connectTimeout().toMillis())
                        .socketTimeoutMillis((int) config.timeout().toMillis())
                        .build())
                .poolConfig(pool(config.poolSize(), config.poolWait()))
                .build();
    }

    private static ConnectionPoolConfig pool(int size, Duration wait) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        pool.setMaxWait(wait);
        return pool;
    }

    /**
     * @param attempt what for, as the beginning of a message
     * @throws io.chaintier.store.StoreException if Redis does not answer, or with an error
     */
    <T> T call(String attempt, Function<UnifiedJedis, T> command) {
        RequestDeadline.current().check();
        try {
            return onceMoreIfBroken(() -> command.apply(client));
        } catch (JedisException e) {
            throw Failures.translate(attempt, e);
        }
    }

    /** Runs a script, which Redis is taught if it does not know it. */
    Object run(String attempt, Script script, List<byte[]> keys, List<byte[]> arguments) {
        return call(attempt, redis -> {
            try {
                return redis.evalsha(script.sha1(), keys, arguments);
            } catch (JedisNoScriptException e) {
                return redis.eval(script.text(), keys, arguments);
            }
        });
    }

    /**
     * Sends what {@code commands} queues and reads the answers, each of which may be an error: the caller looks at every
     * one.
     *
     * @throws io.chaintier.store.StoreException if the outcome of all of it is unknown
     */
    <T> T pipeline(String attempt, Function<AbstractPipeline, T> commands) {
        try {
            return onceMoreIfBroken(() -> {
                try (AbstractPipeline pipeline = client.pipelined()) {
                    T responses = commands.apply(pipeline);
                    pipeline.sync();
                    return responses;
                }
            });
        } catch (JedisException e) {
            throw Failures.translate(attempt, e);
        }
    }

    /** After a restart of Redis every idle connection is broken, and the next is good. A time-out is not repeated. */
    private static <T> T onceMoreIfBroken(Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisConnectionException e) {
            if (Failures.causes(e).anyMatch(cause -> cause instanceof SocketTimeoutException)
                    || RequestDeadline.current().isOver()) {
                throw e;
            }
            return call.get();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
