package io.chaintier.gateway.rpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmFees;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.IncompleteBlockException;
import io.chaintier.evm.fees.BlockFees;
import io.chaintier.evm.fees.Tip;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoredBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the newest blocks say about fees, from one block downwards by parent, so that all are of one branch whatever
 * happens meanwhile. What was read is kept for a while: everybody asks for the same few blocks. Safe for many threads.
 */
final class FeeBlocks {
    private static final int BASE_WEIGHT = 8;
    private static final long MAX_WEIGHT = 1_000_000;

    private final TieredReader reader;
    private final EvmFees fees = new EvmFees();
    private final Cache<Key, FeeBlock> recent = Caffeine.newBuilder()
            .<Key, FeeBlock>weigher((key, block) -> BASE_WEIGHT + block.tips().size())
            .maximumWeight(MAX_WEIGHT)
            .build();

    FeeBlocks(TieredReader reader) {
        this.reader = reader;
    }

    private record Key(ChainId chain, Hash block, BlockDetail detail) {}

    /**
     * @param tips lowest first; none unless transactions were read
     * @param tier that had it when it was read
     */
    record FeeBlock(BlockRef ref, Hash parent, BlockFees fees, List<Tip> tips, Optional<Tier> tier) {}

    /**
     * Reads blocks, highest first.
     *
     * @param newest where to begin, by its hash
     * @param count  how many at most
     * @param detail with tips from {@link BlockDetail#TRANSACTIONS} on, with their gas if it is RECEIPTS
     * @return fewer than {@code count} where the chain, or what is stored of it, begins; one at least
     * @throws RpcException if {@code newest} is not there, or its receipts are needed and not known
     */
    List<FeeBlock> down(ChainId chain, Hash newest, int count, BlockDetail detail) throws RpcException {
        List<FeeBlock> blocks = new ArrayList<>();
        Hash next = newest;
        while (blocks.size() < count) {
            Optional<FeeBlock> block = find(chain, next, detail);
            if (block.isEmpty()) {
                break;
            }
            blocks.add(block.get());
            next = block.get().parent();
            if (block.get().ref().number() == 0) {
                break;
            }
        }
        if (blocks.isEmpty()) {
            throw RpcException.unavailable("block " + newest + " cannot be had now");
        }
        return blocks;
    }

    /** The block above, if it is canonical and stored. */
    Optional<FeeBlock> child(ChainId chain, BlockRef of) throws RpcException {
        Answer<StoredBlock> child = reader.block(chain, BlockSelector.number(of.number() + 1), BlockDetail.HEADER);
        return child.value().isPresent()
                        && child.value().get().header().parentHash().equals(of.hash())
                ? Optional.of(fees(child.value().get(), child.tier()))
                : Optional.empty();
    }

    /** One block, canonical or abandoned. */
    Optional<FeeBlock> find(ChainId chain, Hash hash, BlockDetail detail) throws RpcException {
        Key key = new Key(chain, hash, detail);
        FeeBlock known = recent.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Answer<StoredBlock> answer = reader.block(chain, BlockSelector.hash(hash), detail);
        if (answer.value().isEmpty()) {
            return Optional.empty();
        }
        if (detail == BlockDetail.RECEIPTS) {
            ReceiptMethods.checkKnown(answer.value().get().header());
        }
        FeeBlock block = fees(answer.value().get(), answer.tier());
        recent.put(key, block);
        return Optional.of(block);
    }

    private FeeBlock fees(StoredBlock block, Optional<Tier> tier) throws RpcException {
        BlockContext context = Results.context(block.header());
        try {
            List<Tip> tips =
                    fees.tips(context, block.transactionHashes(), block.transactions(), block.receipts()).stream()
                            .sorted(Comparator.comparing(Tip::perGas))
                            .toList();
            return new FeeBlock(block.header().ref(), block.header().parentHash(), fees.block(context), tips, tier);
        } catch (IncompleteBlockException e) {
            throw RpcException.notStored(e.getMessage());
        }
    }
}
