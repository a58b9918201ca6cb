package io.chaintier.storetestkit;

import io.chaintier.event.ChainId;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import java.util.Map;

/** The contract holds for the model itself, so it can be met. */
class ModelStoreTest extends ChainStoreContract {
    private final ModelStore store = new ModelStore();

    @Override
    protected ChainWriter openWriter() {
        return store;
    }

    @Override
    protected ChainReader openReader() {
        return store;
    }

    @Override
    protected Map<String, String> dump(ChainId chain) {
        return Map.of("head", store.head(chain).toString());
    }
}
