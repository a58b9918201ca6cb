package io.chaintier.gateway.rpc;

import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.gateway.rpc.RpcMethod.ValueWriter;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.Set;
import java.util.function.Function;

/** From what the read path found to what is answered: null where it found nothing. */
final class Results {
    private Results() {}

    static Result none() {
        return new Result(out -> out.writeNull(), Set.of(), Basis.UNKNOWN);
    }

    /** @param which as it was asked for: tells whether the block is known to be canonical */
    static Result block(BlockSelector which, Answer<StoredBlock> answer, Function<StoredBlock, ValueWriter> writer) {
        return of(answer, block -> basis(which, block.header()), writer);
    }

    static Result transaction(
            TransactionSelector which,
            Answer<StoredTransaction> answer,
            Function<StoredTransaction, ValueWriter> writer) {
        return of(answer, transaction -> basis(which, transaction.block()), writer);
    }

    static <T> Result of(Answer<T> answer, Function<T, Basis> basis, Function<T, ValueWriter> writer) {
        return answer.value()
                .map(found -> new Result(writer.apply(found), sources(answer), basis.apply(found)))
                .orElseGet(Results::none);
    }

    static Set<Source> sources(Answer<?> answer) {
        return answer.tier().map(Source::of).map(Set::of).orElse(Set.of());
    }

    static BlockContext context(BlockHeader block) {
        return new BlockContext(block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
    }

    static ValueWriter quantity(long number) {
        return out -> out.writeString("0x" + Long.toHexString(number));
    }

    private static Basis basis(TransactionSelector which, BlockHeader block) {
        return which instanceof TransactionSelector.ByIndex at
                ? basis(at.block(), block)
                : Basis.canonicalUpTo(block.ref().number());
    }

    private static Basis basis(BlockSelector which, BlockHeader block) {
        long number = block.ref().number();
        return which instanceof BlockSelector.ByHash ? Basis.blockByHash(number) : Basis.canonicalUpTo(number);
    }
}
