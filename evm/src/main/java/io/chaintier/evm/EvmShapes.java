package io.chaintier.evm;

import static io.chaintier.evm.Forms.ADDRESS;
import static io.chaintier.evm.Forms.BLOOM;
import static io.chaintier.evm.Forms.DATA;
import static io.chaintier.evm.Forms.FLAG;
import static io.chaintier.evm.Forms.HASH;
import static io.chaintier.evm.Forms.HEADER_NONCE;
import static io.chaintier.evm.Forms.QUANTITY;
import static io.chaintier.evm.Forms.SHORT_QUANTITY;
import static java.util.Map.entry;

import io.chaintier.evm.avro.EvmAccess;
import io.chaintier.evm.avro.EvmAuthorization;
import io.chaintier.evm.avro.EvmHeader;
import io.chaintier.evm.avro.EvmLog;
import io.chaintier.evm.avro.EvmReceipt;
import io.chaintier.evm.avro.EvmTransaction;
import io.chaintier.evm.avro.EvmWithdrawal;
import java.nio.ByteBuffer;
import java.util.List;

/** What Ethereum's JSON-RPC objects look like. The order of fields is the one of go-ethereum. */
final class EvmShapes {
    /** What the event says about a block beside its header. */
    record BlockFacts(ByteBuffer hash, Long number, ByteBuffer parentHash, Long timestamp) {}

    /** @param index place in the block, from 0 */
    record TransactionFacts(BlockFacts block, Long index, ByteBuffer hash) {}

    /** A receipt's transaction and where that is. */
    record ReceiptFacts(TransactionFacts place, EvmTransaction transaction) {}

    /**
     * @param index   {@code logIndex} after the logs before it; -1 where that is not known
     * @param removed whether its block was abandoned, which no receipt says of itself
     */
    record LogFacts(TransactionFacts place, Long index, boolean removed) {
        LogFacts(TransactionFacts place, Long index) {
            this(place, index, false);
        }
    }

    private static final Form WITHDRAWALS = new ListForm(new TupleForm(
            EvmWithdrawal::new,
            List.of(
                    entry("index", SHORT_QUANTITY),
                    entry("validatorIndex", SHORT_QUANTITY),
                    entry("address", ADDRESS),
                    entry("amount", SHORT_QUANTITY))));

    private static final Form ACCESS_LIST = new ListForm(new TupleForm(
            EvmAccess::new, List.of(entry("address", ADDRESS), entry("storageKeys", new ListForm(HASH)))));

    private static final Form AUTHORIZATION_LIST = new ListForm(new TupleForm(
            EvmAuthorization::new,
            List.of(
                    entry("chainId", QUANTITY),
                    entry("address", ADDRESS),
                    entry("nonce", SHORT_QUANTITY),
                    entry("yParity", QUANTITY),
                    entry("r", QUANTITY),
                    entry("s", QUANTITY))));

    /** Bit of a log's {@code removed} in {@code implied}. */
    static final int REMOVED_BIT = 5;

    static final Form TOPICS = new ListForm(HASH);

    static final Shape<EvmHeader, BlockFacts> HEADER = Shape.<EvmHeader, BlockFacts>of(
                    EvmHeader.getClassSchema(), EvmHeader::new)
            .field("baseFeePerGas", QUANTITY)
            .field("blobGasUsed", SHORT_QUANTITY)
            .field("difficulty", QUANTITY)
            .field("excessBlobGas", SHORT_QUANTITY)
            .field("extraData", DATA)
            .field("gasLimit", SHORT_QUANTITY)
            .field("gasUsed", SHORT_QUANTITY)
            .often("hash", HASH, 0, (block, header) -> block.hash())
            .field("logsBloom", BLOOM)
            .field("miner", ADDRESS)
            .field("mixHash", HASH)
            .field("nonce", HEADER_NONCE)
            .often("number", SHORT_QUANTITY, 1, (block, header) -> block.number())
            .field("parentBeaconBlockRoot", HASH)
            .often("parentHash", HASH, 2, (block, header) -> block.parentHash())
            .field("receiptsRoot", HASH)
            .field("requestsHash", HASH)
            .field("sha3Uncles", HASH)
            .field("size", SHORT_QUANTITY)
            .field("stateRoot", HASH)
            .often("timestamp", SHORT_QUANTITY, 3, (block, header) -> block.timestamp())
            .field("totalDifficulty", QUANTITY)
            .content("transactions")
            .field("transactionsRoot", HASH)
            .field("uncles", new ListForm(HASH))
            .field("withdrawals", WITHDRAWALS)
            .field("withdrawalsRoot", HASH)
            .build();

    static final Shape<EvmTransaction, TransactionFacts> TRANSACTION = Shape.<EvmTransaction, TransactionFacts>of(
                    EvmTransaction.getClassSchema(), EvmTransaction::new)
            .same(
                    "blockHash",
                    HASH,
                    0,
                    "the hash of its block",
                    (at, body) -> at.block().hash())
            .same(
                    "blockNumber",
                    SHORT_QUANTITY,
                    1,
                    "the number of its block",
                    (at, body) -> at.block().number())
            .often("blockTimestamp", SHORT_QUANTITY, 5, (at, body) -> at.block().timestamp())
            .field("from", ADDRESS)
            .field("gas", SHORT_QUANTITY)
            .field("gasPrice", QUANTITY)
            .field("maxFeePerGas", QUANTITY)
            .field("maxPriorityFeePerGas", QUANTITY)
            .field("maxFeePerBlobGas", QUANTITY)
            .often("hash", HASH, 2, (at, body) -> at.hash())
            .field("input", DATA)
            .field("nonce", SHORT_QUANTITY)
            .nullable("to", ADDRESS, 6)
            .same("transactionIndex", SHORT_QUANTITY, 3, "its place in the block", (at, body) -> at.index())
            .field("value", QUANTITY)
            .field("type", SHORT_QUANTITY)
            .field("accessList", ACCESS_LIST)
            .field("chainId", QUANTITY)
            .field("blobVersionedHashes", new ListForm(HASH))
            .field("authorizationList", AUTHORIZATION_LIST)
            .field("v", QUANTITY)
            .field("r", QUANTITY)
            .field("s", QUANTITY)
            .often("yParity", QUANTITY, 4, (at, body) -> body.getV())
            .build();

    static final Shape<EvmReceipt, ReceiptFacts> RECEIPT = Shape.<EvmReceipt, ReceiptFacts>of(
                    EvmReceipt.getClassSchema(), EvmReceipt::new)
            .field("blobGasPrice", QUANTITY)
            .field("blobGasUsed", SHORT_QUANTITY)
            .same(
                    "blockHash",
                    HASH,
                    0,
                    "the hash of the block",
                    (at, body) -> at.place().block().hash())
            .same(
                    "blockNumber",
                    SHORT_QUANTITY,
                    1,
                    "the number of the block",
                    (at, body) -> at.place().block().number())
            .nullable("contractAddress", ADDRESS, 4)
            .field("cumulativeGasUsed", SHORT_QUANTITY)
            .often(
                    "effectiveGasPrice",
                    QUANTITY,
                    8,
                    (at, body) -> at.transaction().getGasPrice())
            .often("from", ADDRESS, 5, (at, body) -> at.transaction().getFrom())
            .field("gasUsed", SHORT_QUANTITY)
            .content("logs")
            .field("logsBloom", BLOOM)
            .field("root", DATA)
            .field("status", SHORT_QUANTITY)
            .often("to", ADDRESS, 6, 9, (at, body) -> at.transaction().getTo())
            .often("transactionHash", HASH, 2, (at, body) -> at.place().hash())
            .same(
                    "transactionIndex",
                    SHORT_QUANTITY,
                    3,
                    "the place of its transaction",
                    (at, body) -> at.place().index())
            .often("type", SHORT_QUANTITY, 7, (at, body) -> at.transaction().getType())
            .build();

    static final Shape<EvmLog, LogFacts> LOG = Shape.<EvmLog, LogFacts>of(EvmLog.getClassSchema(), EvmLog::new)
            .field("address", ADDRESS)
            .field("topics", TOPICS)
            .field("data", DATA)
            .same(
                    "blockNumber",
                    SHORT_QUANTITY,
                    1,
                    "the number of the block",
                    (at, body) -> at.place().block().number())
            .same(
                    "transactionHash",
                    HASH,
                    2,
                    "the hash of its transaction",
                    (at, body) -> at.place().hash())
            .same(
                    "transactionIndex",
                    SHORT_QUANTITY,
                    3,
                    "the place of its transaction",
                    (at, body) -> at.place().index())
            .same(
                    "blockHash",
                    HASH,
                    0,
                    "the hash of the block",
                    (at, body) -> at.place().block().hash())
            .often(
                    "blockTimestamp",
                    SHORT_QUANTITY,
                    6,
                    (at, body) -> at.place().block().timestamp())
            .often("logIndex", SHORT_QUANTITY, 4, (at, body) -> at.index())
            .often("removed", FLAG, REMOVED_BIT, (at, body) -> at.removed())
            .build();

    private EvmShapes() {}
}
