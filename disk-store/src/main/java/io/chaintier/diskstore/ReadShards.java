package io.chaintier.diskstore;

/** The shards of one pool as a reader uses them; nothing is connected to before it is read from. Safe for many threads. */
final class ReadShards implements AutoCloseable {
    private final SessionPool sessions;
    private final String datacenter;
    private final Shard<IndexReads> index;
    private final Shard<BlockReads> block;
    private final Shard<TransactionReads> transaction;
    private final Shard<ChunkReads> receipt;
    private final Shard<StateReads> state;
    private final Shard<LogReads> log;

    ReadShards(CassandraConfig config, Pool pool) {
        sessions = new SessionPool(config, pool);
        datacenter = config.shard(DataType.INDEX).cluster().datacenter(pool).name();
        index = sessions.shard(DataType.INDEX, Layout.checked(IndexReads::prepare));
        block = sessions.shard(DataType.BLOCK, Layout.checked(BlockReads::prepare));
        transaction = sessions.shard(DataType.TRANSACTION, Layout.checked(TransactionReads::prepare));
        receipt = sessions.shard(DataType.RECEIPT, Layout.checked(ChunkReads::ofReceipts));
        state = sessions.shard(DataType.STATE, Layout.checked(StateReads::prepare));
        log = sessions.shard(DataType.LOG, Layout.checked(LogReads::prepare));
    }

    /** In messages. */
    String datacenter() {
        return datacenter;
    }

    Shard<IndexReads> index() {
        return index;
    }

    Shard<BlockReads> block() {
        return block;
    }

    Shard<TransactionReads> transaction() {
        return transaction;
    }

    Shard<ChunkReads> receipt() {
        return receipt;
    }

    Shard<StateReads> state() {
        return state;
    }

    Shard<LogReads> log() {
        return log;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
