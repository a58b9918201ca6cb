package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads from Redis, each question in one round trip. An empty answer means that memory does not have it, or not all of
 * it (Redis may evict any key): ask the disk.
 */
public final class RedisChainReader implements ChainReader {
    private static final String ATTEMPT = "reading from Redis";
    private static final byte[] YES = ascii("yes");
    private static final byte[] NO = ascii("no");

    private final Redis redis;

    /** Connects when first used. */
    public RedisChainReader(RedisConfig config) {
        redis = new Redis(config);
    }

    @Override
    public Set<ChainId> chains() {
        Set<byte[]> names = redis.call(ATTEMPT, jedis -> jedis.smembers(Keys.CHAINS));
        return names.stream()
                .map(name -> ChainId.parse(new String(name, UTF_8)))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<ChainHead> head(ChainId chain) {
        List<byte[]> values = redis.call(ATTEMPT, jedis -> jedis.mget(Keys.head(chain), Keys.finality(chain)));
        if (values.get(0) == null) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(values.get(0));
        long sequence = head.getLong();
        BlockRef ref = new BlockRef(head.getLong(), Hash.of(remaining(head)));
        if (values.get(1) == null) {
            return Optional.of(new ChainHead(sequence, ref, Optional.empty(), Optional.empty()));
        }
        ByteBuffer finality = ByteBuffer.wrap(values.get(1)).position(8);
        return Optional.of(new ChainHead(sequence, ref, optionalRef(finality), optionalRef(finality)));
    }

    @Override
    public Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        // The header and the hashes are always read.
        int parts = 2 + detail.ordinal();
        byte[] keys = ascii(Integer.toString(parts));
        List<byte[]> answer = entries(ask(chain, Script.BLOCK, selector(which), value(which), keys));
        if (answer.isEmpty() || answer.get(1) == null || answer.get(2) == null) {
            return Optional.empty();
        }
        BlockHeader header = BlockEntry.readHeader(answer.get(0), answer.get(1));
        boolean bodiesWanted = detail != BlockDetail.HEADER;
        boolean receiptsWanted = detail == BlockDetail.RECEIPTS && header.receiptsKnown();
        if (bodiesWanted && answer.get(3) == null || receiptsWanted && answer.get(4) == null) {
            return Optional.empty();
        }
        return Optional.of(new StoredBlock(
                header,
                BlockEntry.unpackHashes(answer.get(2)),
                bodiesWanted ? BlockEntry.unpack(answer.get(3)) : List.of(),
                receiptsWanted ? BlockEntry.unpack(answer.get(4)) : List.of()));
    }

    @Override
    public Optional<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        Optional<Object> answer;
        byte[] receiptWanted = withReceipt ? YES : NO;
        if (which instanceof TransactionSelector.ByIndex at) {
            byte[] index = ascii(Integer.toString(at.index()));
            answer = ask(chain, Script.BLOCK, selector(at.block()), value(at.block()), receiptWanted, index);
        } else {
            Hash hash = ((TransactionSelector.ByHash) which).hash();
            answer = ask(chain, Script.TRANSACTION, hash.array(), receiptWanted);
        }
        return answer.map(found -> transaction((byte[]) found, withReceipt));
    }

    /** Reads what {@code transactionAnswer} in {@code keys.lua} wrote. */
    private static StoredTransaction transaction(byte[] answer, boolean withReceipt) {
        ByteBuffer in = ByteBuffer.wrap(answer);
        byte[] hash = new byte[in.getInt()];
        byte[] header = new byte[in.getInt()];
        byte[] transaction = new byte[in.getInt()];
        byte[] body = new byte[in.getInt()];
        in.get(hash).get(header);
        int index = in.getInt();
        in.get(transaction).get(body);
        BlockHeader block = BlockEntry.readHeader(hash, header);
        Optional<Bytes> receipt =
                withReceipt && block.receiptsKnown() ? Optional.of(Bytes.of(remaining(in))) : Optional.empty();
        return new StoredTransaction(block, index, Hash.of(transaction), Bytes.of(body), receipt);
    }

    @Override
    public LogPage logs(ChainId chain, LogQuery query, int limit) {
        return LogSearch.page(
                query,
                ask(chain, Script.LOGS, LogSearch.arguments(query, limit)).map(RedisChainReader::list));
    }

    @Override
    public Optional<StateEntry> state(ChainId chain, String namespace, String key) {
        byte[] entry = redis.call(ATTEMPT, jedis -> jedis.hget(Keys.states(chain, namespace), key.getBytes(UTF_8)));
        return Optional.ofNullable(entry).map(StateEntries::fromBytes);
    }

    @Override
    public List<StateEntry> states(ChainId chain, String namespace) {
        return redis.call(ATTEMPT, jedis -> jedis.hvals(Keys.states(chain, namespace))).stream()
                .map(StateEntries::fromBytes)
                .sorted(Comparator.comparing(StateEntry::key))
                .toList();
    }

    @Override
    public void close() {
        redis.close();
    }

    /** What the script answers; empty where it found nothing. */
    private Optional<Object> ask(ChainId chain, Script script, byte[]... arguments) {
        return Optional.ofNullable(redis.run(ATTEMPT, script, List.of(Keys.head(chain)), List.of(arguments)));
    }

    private static List<byte[]> entries(Optional<Object> answer) {
        return answer.map(RedisChainReader::list).orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    private static List<byte[]> list(Object answer) {
        return (List<byte[]>) answer;
    }

    private static byte[] selector(BlockSelector which) {
        if (which instanceof BlockSelector.AtTag at) {
            return ascii(at.tag().name().toLowerCase(Locale.ROOT));
        }
        return ascii(which instanceof BlockSelector.ByHash ? "hash" : "number");
    }

    private static byte[] value(BlockSelector which) {
        if (which instanceof BlockSelector.ByHash by) {
            return by.hash().array();
        }
        return which instanceof BlockSelector.ByNumber by ? eight(by.number()) : new byte[0];
    }

    private static Optional<BlockRef> optionalRef(ByteBuffer in) {
        byte[] hash = new byte[in.get()];
        long number = in.getLong();
        in.get(hash);
        return hash.length == 0 ? Optional.empty() : Optional.of(new BlockRef(number, Hash.of(hash)));
    }

    private static byte[] remaining(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
