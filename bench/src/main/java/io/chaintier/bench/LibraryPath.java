package io.chaintier.bench;

import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.TransactionSelector;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The read library over one tier, in this process. */
final class LibraryPath implements ReadPath, AutoCloseable {
    private static final int LOGS_LIMIT = 10_000;

    private final TieredReader reader;
    private final BenchChain chain;
    private final Bytes token;

    LibraryPath(Tier tier, ChainReader store, BenchChain chain) {
        this.reader = new TieredReader(Map.of(tier, store), new TieredReader.BreakerConfig(5, Duration.ofSeconds(1)));
        this.chain = chain;
        this.token = Bytes.of(HexFormat.of().parseHex(chain.token().substring(2)));
    }

    @Override
    public Load.Reader open(What what) {
        ChainId id = chain.id();
        return switch (what) {
            case TRANSACTION -> number -> found(reader.transaction(id, transaction(number), false));
            case RECEIPT -> number -> found(reader.transaction(id, transaction(number), true));
            case BLOCK ->
                number -> found(reader.block(
                        id, BlockSelector.number(chain.block(number).ref().number()), BlockDetail.TRANSACTIONS));
            case LOGS -> this::logs;
        };
    }

    private TransactionSelector transaction(int number) {
        return TransactionSelector.hash(chain.transaction(number));
    }

    private void logs(int number) {
        long height = chain.block(number).ref().number();
        LogQuery query = new LogQuery(height, height, List.of(Set.of(token)));
        Answer<LogPage> page = reader.logs(chain.id(), query, LOGS_LIMIT, false);
        if (page.value().isEmpty() || page.value().get().blocks().isEmpty()) {
            throw new IllegalStateException("no logs in block " + height);
        }
    }

    private static void found(Answer<?> answer) {
        if (answer.value().isEmpty()) {
            throw new IllegalStateException("not found");
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
