package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The Ethereum methods, as the execution-apis specification has them. What does not exist is null; a block is found by
 * its hash also when it was abandoned, a transaction by its hash only in a canonical block.
 */
final class EthMethods implements AllMethods.Group {
    private static final String NUMBER_OR_TAG = "block number or tag";
    private static final String BLOCK_HASH = "block hash";
    private static final String INDEX = "transaction index";

    private final TieredReader reader;
    private final EvmRenderer renderer;
    private final String clientVersion;

    /** @param clientVersion answer to {@code web3_clientVersion} */
    EthMethods(TieredReader reader, EvmRenderer renderer, String clientVersion) {
        this.reader = reader;
        this.renderer = renderer;
        this.clientVersion = clientVersion;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        List<String> byNumber = List.of(NUMBER_OR_TAG);
        List<String> byHash = List.of(BLOCK_HASH);
        return Map.ofEntries(
                Map.entry("web3_clientVersion", new RpcMethod(List.of(), (chain, in) -> Result.unread(clientVersion))),
                Map.entry("net_version", new RpcMethod(List.of(), (chain, in) -> Result.unread(chain.reference()))),
                Map.entry("eth_chainId", new RpcMethod(List.of(), (chain, in) -> chainId(chain))),
                Map.entry(
                        "eth_syncing",
                        new RpcMethod(
                                List.of(),
                                (chain, in) -> new Result(out -> out.writeBoolean(false), Optional.empty()))),
                Map.entry("eth_blockNumber", new RpcMethod(List.of(), (chain, in) -> blockNumber(chain))),
                Map.entry(
                        "eth_getBlockByNumber",
                        new RpcMethod(
                                List.of(NUMBER_OR_TAG, "full transactions"),
                                (chain, in) -> block(chain, in.numberOrTag(0), in.bool(1)))),
                Map.entry(
                        "eth_getBlockByHash",
                        new RpcMethod(
                                List.of(BLOCK_HASH, "full transactions"),
                                (chain, in) -> block(chain, BlockSelector.hash(in.hash(0)), in.bool(1)))),
                Map.entry(
                        "eth_getBlockTransactionCountByNumber",
                        new RpcMethod(byNumber, (chain, in) -> transactionCount(chain, in.numberOrTag(0)))),
                Map.entry(
                        "eth_getBlockTransactionCountByHash",
                        new RpcMethod(byHash, (chain, in) -> transactionCount(chain, BlockSelector.hash(in.hash(0))))),
                Map.entry(
                        "eth_getUncleCountByBlockNumber",
                        new RpcMethod(byNumber, (chain, in) -> uncleCount(chain, in.numberOrTag(0)))),
                Map.entry(
                        "eth_getUncleCountByBlockHash",
                        new RpcMethod(byHash, (chain, in) -> uncleCount(chain, BlockSelector.hash(in.hash(0))))),
                Map.entry(
                        "eth_getTransactionByHash",
                        new RpcMethod(
                                List.of("transaction hash"),
                                (chain, in) -> transaction(chain, TransactionSelector.hash(in.hash(0))))),
                Map.entry(
                        "eth_getTransactionByBlockNumberAndIndex",
                        new RpcMethod(
                                List.of(NUMBER_OR_TAG, INDEX),
                                (chain, in) -> transactionAt(chain, in.numberOrTag(0), in.index(1)))),
                Map.entry(
                        "eth_getTransactionByBlockHashAndIndex",
                        new RpcMethod(
                                List.of(BLOCK_HASH, INDEX),
                                (chain, in) -> transactionAt(chain, BlockSelector.hash(in.hash(0)), in.index(1)))),
                Map.entry(
                        "eth_getTransactionReceipt",
                        new RpcMethod(List.of("transaction hash"), (chain, in) -> receipt(chain, in.hash(0)))),
                Map.entry(
                        "eth_getBlockReceipts",
                        new RpcMethod(
                                List.of("block number, tag or hash"),
                                (chain, in) ->
                                        blockReceipts(chain, in.numberOrTagOrHash(0), in.requiresCanonical(0)))));
    }

    private static Result chainId(ChainId chain) throws RpcException {
        try {
            return Result.unread("0x" + new BigInteger(chain.reference()).toString(16));
        } catch (NumberFormatException e) {
            throw RpcException.invalidInput("chain " + chain + " has no number");
        }
    }

    private Result blockNumber(ChainId chain) throws RpcException {
        Answer<ChainHead> head = reader.head(chain);
        long number = head.value()
                .orElseThrow(() -> RpcException.notFound("chain " + chain + " has no blocks"))
                .head()
                .number();
        return new Result(out -> out.writeString(quantity(number)), head.tier());
    }

    private Result block(ChainId chain, BlockSelector which, boolean full) {
        BlockDetail detail = full ? BlockDetail.TRANSACTIONS : BlockDetail.HEADER;
        return result(
                reader.block(chain, which, detail),
                block -> full
                        ? out -> renderer.writeFullBlock(
                                out, context(block.header()), block.transactionHashes(), block.transactions())
                        : out -> renderer.writeBlock(out, context(block.header()), block.transactionHashes()));
    }

    private Result transactionCount(ChainId chain, BlockSelector which) {
        return result(
                reader.block(chain, which, BlockDetail.HEADER),
                block -> out -> out.writeString(quantity(block.header().transactionCount())));
    }

    private Result uncleCount(ChainId chain, BlockSelector which) {
        return result(
                reader.block(chain, which, BlockDetail.HEADER),
                block -> out -> out.writeString(
                        quantity(headerJson(block).path("uncles").size())));
    }

    private JsonNode headerJson(StoredBlock block) throws IOException {
        StringWriter rendered = new StringWriter();
        try (JsonGenerator out = Json.MAPPER.createGenerator(rendered)) {
            renderer.writeBlock(out, context(block.header()), List.of());
        }
        return Json.MAPPER.readTree(rendered.toString());
    }

    private Result transactionAt(ChainId chain, BlockSelector block, OptionalInt index) {
        return index.isPresent()
                ? transaction(chain, TransactionSelector.at(block, index.getAsInt()))
                : new Result(out -> out.writeNull(), Optional.empty());
    }

    private Result transaction(ChainId chain, TransactionSelector which) {
        return result(
                reader.transaction(chain, which, false),
                found -> out -> renderer.writeTransaction(
                        out, context(found.block()), found.index(), found.hash(), found.body()));
    }

    private Result receipt(ChainId chain, Hash hash) throws RpcException {
        Answer<StoredTransaction> transaction = reader.transaction(chain, TransactionSelector.hash(hash), true);
        if (transaction.value().isPresent()) {
            checkReceiptsKnown(transaction.value().get().block());
        }
        return result(
                transaction,
                found -> out -> renderer.writeReceipt(
                        out,
                        context(found.block()),
                        found.index(),
                        found.hash(),
                        found.body(),
                        found.receipt().orElseThrow()));
    }

    private Result blockReceipts(ChainId chain, BlockSelector which, boolean mustBeCanonical) throws RpcException {
        Answer<StoredBlock> block = reader.block(chain, which, BlockDetail.RECEIPTS);
        if (block.value().isPresent()) {
            BlockHeader header = block.value().get().header();
            if (mustBeCanonical && !isCanonical(chain, header.ref())) {
                throw RpcException.invalidInput("block " + header.ref().hash() + " is not canonical");
            }
            checkReceiptsKnown(header);
        }
        return result(block, found -> out -> {
            BlockContext context = context(found.header());
            List<Bytes> receipts = found.receipts();
            out.writeStartArray();
            for (int i = 0; i < receipts.size(); i++) {
                renderer.writeReceipt(
                        out,
                        context,
                        i,
                        found.transactionHashes().get(i),
                        found.transactions().get(i),
                        receipts.get(i));
            }
            out.writeEndArray();
        });
    }

    private boolean isCanonical(ChainId chain, BlockRef block) {
        return reader.block(chain, BlockSelector.number(block.number()), BlockDetail.HEADER)
                .value()
                .map(found -> found.header().ref().hash())
                .equals(Optional.of(block.hash()));
    }

    private static void checkReceiptsKnown(BlockHeader block) throws RpcException {
        if (!block.receiptsKnown()) {
            throw RpcException.unavailable("the receipts of block "
                    + block.ref().number() + " (" + block.ref().hash() + ") are not known: it was stored without them");
        }
    }

    private static <T> Result result(Answer<T> answer, Function<T, RpcMethod.ValueWriter> writer) {
        return new Result(answer.value().map(writer).orElse(out -> out.writeNull()), answer.tier());
    }

    private static BlockContext context(BlockHeader block) {
        return new BlockContext(block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
