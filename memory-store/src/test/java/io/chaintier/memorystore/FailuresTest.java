package io.chaintier.memorystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreOverloadedException;
import io.chaintier.store.StoreRejectedException;
import io.chaintier.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class FailuresTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "READONLY You can't write against a read only replica.",
                "LOADING Redis is loading the dataset in memory",
                "MISCONF Redis is configured to save RDB snapshots",
                "NOREPLICAS Not enough good replicas to write.",
                "MASTERDOWN Link with MASTER is down",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "CLUSTERDOWN The cluster is down",
                "BUSY Redis is busy running a script.",
                "SOMETHING nobody has seen before",
                "ERR Error running script (call to f_0a): @user_script:12: @user_script: 12: -OOM command not allowed",
                "ERR Error running script (call to f_0a): @user_script:7: -READONLY You can't write",
                "OOM command not allowed when used memory > 'maxmemory'. script: 0a, on @user_script:1."
            })
    void whatMayPassIsWaitedFor(String message) {
        assertThat(Failures.translate("writing", new JedisDataException(message)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "ERR Error running script (call to f_0a): @user_script:12: WRONGTYPE Operation against a key holding",
                "WRONGTYPE Operation against a key holding the wrong kind of value script: 0a, on @user_script:12.",
                "ERR value is not an integer or out of range"
            })
    void whatCannotPassIsRejected(String message) {
        assertThat(Failures.translate("writing", new JedisDataException(message)))
                .isInstanceOf(StoreRejectedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOAUTH Authentication required.",
                "WRONGPASS invalid username-password pair",
                "NOPERM this user has no permissions to run the 'eval' command",
                "ERR unknown command `EVAL`"
            })
    void whatAnOperatorMustPutRightIsMisconfigured(String message) {
        assertThat(Failures.translate("writing", new JedisDataException(message)))
                .isInstanceOf(StoreMisconfiguredException.class);
    }

    @Test
    void tooManyClientsIsOverload() {
        assertThat(Failures.translate("writing", new JedisDataException("ERR max number of clients reached")))
                .isInstanceOf(StoreOverloadedException.class);
    }

    @Test
    void anAnswerWhileConnectingCountsAsThatAnswer() {
        JedisDataException answer = new JedisDataException("NOAUTH Authentication required.");

        assertThat(Failures.translate("writing", new JedisConnectionException("could not connect", answer)))
                .isInstanceOf(StoreMisconfiguredException.class);
    }

    @Test
    void aLostConnectionIsUnavailable() {
        assertThat(Failures.translate("writing", new JedisConnectionException("Unexpected end of stream")))
                .isInstanceOf(StoreUnavailableException.class);
    }
}
