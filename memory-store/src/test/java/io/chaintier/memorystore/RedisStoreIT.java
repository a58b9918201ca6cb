package io.chaintier.memorystore;

import io.chaintier.event.ChainId;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import io.chaintier.storetestkit.ChainStoreContract;
import java.util.Map;

/** Redis keeps the promises of a store. */
@LocalStackTest(ServerKind.REDIS)
class RedisStoreIT extends ChainStoreContract {
    private final SharedStack stack;

    RedisStoreIT(SharedStack stack) {
        this.stack = stack;
    }

    @Override
    protected ChainWriter openWriter() {
        return new RedisChainWriter(TestRedis.config(stack.redis()));
    }

    @Override
    protected ChainReader openReader() {
        return new RedisChainReader(TestRedis.config(stack.redis()));
    }

    @Override
    protected Map<String, String> dump(ChainId chain) {
        return TestRedis.dump(stack.redis(), chain);
    }
}
