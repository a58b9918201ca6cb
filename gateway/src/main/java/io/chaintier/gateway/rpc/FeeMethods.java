package io.chaintier.gateway.rpc;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.FeeBlocks.FeeBlock;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.gateway.rpc.RpcMethod.ValueWriter;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What gas costs and cost, from headers, transactions and receipts; {@link NextFees} says what is not in those. */
final class FeeMethods implements AllMethods.Group {
    private static final int MOST_BLOCKS = 1024;

    private final TieredReader reader;
    private final FeeBlocks blocks;
    private final TipOracle oracle;

    FeeMethods(TieredReader reader) {
        this.reader = reader;
        blocks = new FeeBlocks(reader);
        oracle = new TipOracle(blocks);
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "eth_gasPrice", new RpcMethod(List.of(), (chain, in) -> gasPrice(chain)),
                "eth_maxPriorityFeePerGas", new RpcMethod(List.of(), (chain, in) -> tip(chain)),
                "eth_baseFee", new RpcMethod(List.of(), (chain, in) -> nextBaseFee(chain)),
                "eth_blobBaseFee", new RpcMethod(List.of(), (chain, in) -> blobFee(chain)),
                "eth_feeHistory",
                        new RpcMethod(
                                List.of("block count", "newest block", "reward percentiles"),
                                2,
                                (chain, in) -> history(
                                        chain,
                                        in.index(0).orElse(MOST_BLOCKS),
                                        in.numberOrTag(1),
                                        in.has(2) ? in.percentiles(2) : List.of())));
    }

    private Result gasPrice(ChainId chain) throws RpcException {
        List<FeeBlock> newest = newest(chain);
        BigInteger tip = oracle.suggest(chain, newest.get(0));
        return quantity(newest, tip.add(newest.get(0).fees().baseFee().orElse(BigInteger.ZERO)));
    }

    private Result tip(ChainId chain) throws RpcException {
        List<FeeBlock> newest = newest(chain);
        return quantity(newest, oracle.suggest(chain, newest.get(0)));
    }

    private Result nextBaseFee(ChainId chain) throws RpcException {
        List<FeeBlock> newest = newest(chain);
        return quantity(newest, new NextFees(chain).baseFee(newest));
    }

    private Result blobFee(ChainId chain) throws RpcException {
        List<FeeBlock> newest = newest(chain);
        Optional<BigInteger> fee = new NextFees(chain).blobFee(newest.get(0));
        return fee.isPresent() ? quantity(newest, fee.get()) : result(newest, out -> out.writeNull());
    }

    private Result history(ChainId chain, int count, BlockSelector which, List<Double> percentiles)
            throws RpcException {
        if (count == 0) {
            return Result.constant(FeeHistory.NONE::write);
        }
        BlockRef newest = newest(chain, which);
        BlockDetail detail = percentiles.isEmpty() ? BlockDetail.HEADER : BlockDetail.RECEIPTS;
        List<FeeBlock> used = blocks.down(chain, newest.hash(), Math.min(count, MOST_BLOCKS), detail);
        NextFees rules = new NextFees(chain);
        Optional<FeeBlock> child = isHead(chain, which, newest) ? Optional.empty() : blocks.child(chain, newest);
        BigInteger baseFee = child.isPresent()
                ? child.get().fees().baseFee().orElse(BigInteger.ZERO)
                : rules.baseFee(evidence(chain, newest));
        Optional<BigInteger> blobFee = child.isPresent() ? rules.blobFee(child.get()) : rules.nextBlobFee(used.get(0));
        FeeHistory history = FeeHistory.of(used, baseFee, blobFee.orElse(BigInteger.ZERO), rules, percentiles);
        return result(used, history::write);
    }

    private boolean isHead(ChainId chain, BlockSelector which, BlockRef block) throws RpcException {
        return which.equals(BlockSelector.HEAD) || block.number() >= head(chain).number();
    }

    private BlockRef newest(ChainId chain, BlockSelector which) throws RpcException {
        Optional<BlockRef> found = reader.block(chain, which, BlockDetail.HEADER)
                .value()
                .map(block -> block.header().ref());
        if (found.isPresent()) {
            return found.get();
        }
        if (!(which instanceof BlockSelector.ByNumber by)) {
            throw RpcException.invalidInput("the chain has not said which block that is");
        }
        long head = head(chain).number();
        if (by.number() > head) {
            throw RpcException.invalidInput("request beyond head block: requested " + by.number() + ", head " + head);
        }
        throw RpcException.pruned("block " + by.number() + " is from before the first that is stored");
    }

    private BlockRef head(ChainId chain) throws RpcException {
        return reader.head(chain)
                .value()
                .orElseThrow(() -> RpcException.notFound("chain " + chain + " has no blocks"))
                .head();
    }

    private List<FeeBlock> newest(ChainId chain) throws RpcException {
        return evidence(chain, head(chain));
    }

    /** The block and some below it. */
    private List<FeeBlock> evidence(ChainId chain, BlockRef from) throws RpcException {
        return blocks.down(chain, from.hash(), NextFees.EVIDENCE_BLOCKS, BlockDetail.HEADER);
    }

    private static Result quantity(List<FeeBlock> used, BigInteger number) {
        return result(used, out -> out.writeString("0x" + number.toString(16)));
    }

    private static Result result(List<FeeBlock> used, ValueWriter value) {
        Set<Source> sources = used.stream()
                .flatMap(block -> block.tier().stream())
                .map(Source::of)
                .collect(Collectors.toSet());
        return new Result(value, sources, Basis.canonicalUpTo(used.get(0).ref().number()));
    }
}
