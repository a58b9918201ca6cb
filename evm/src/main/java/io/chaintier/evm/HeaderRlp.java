package io.chaintier.evm;

import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.EvmShapes.BlockFacts;
import io.chaintier.evm.avro.EvmHeader;
import io.chaintier.evm.avro.EvmWithdrawal;
import io.chaintier.evm.rlp.RlpWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Headers as consensus has them. */
final class HeaderRlp {
    /** What forks added, in the order of the forks: each is there, or it and all behind it are not. */
    private static final List<String> ADDED = List.of(
            "baseFeePerGas",
            "withdrawalsRoot",
            "blobGasUsed",
            "excessBlobGas",
            "parentBeaconBlockRoot",
            "requestsHash");

    private HeaderRlp() {}

    static Fields<EvmHeader, BlockFacts> fields(BlockContext block) {
        return new Fields<>(
                "the header of block " + block.ref().number(),
                EvmShapes.HEADER,
                BodyFormat.of(block.bodyFormat()).header(block.header()),
                block.facts());
    }

    static void write(RlpWriter out, BlockContext block) {
        Fields<EvmHeader, BlockFacts> header = fields(block);
        out.list(list -> {
            list.bytes(block.parentHash().array());
            header.write(list, "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot");
            list.bytes(Bloom.bytes((ByteBuffer) header.get("logsBloom")));
            header.write(list, "difficulty");
            list.integer(block.ref().number());
            header.write(list, "gasLimit", "gasUsed");
            list.integer(block.timestamp());
            header.write(list, "extraData", "mixHash", "nonce");
            ADDED.stream().filter(header::has).forEach(name -> header.write(list, name));
        });
    }

    /** Each withdrawal encoded; empty where the block is from before there were any. */
    static Optional<List<byte[]>> withdrawals(BlockContext block) {
        Fields<EvmHeader, BlockFacts> header = fields(block);
        return header.find("withdrawals").map(found -> {
            List<byte[]> encoded = new ArrayList<>();
            for (Object each : (List<?>) found) {
                encoded.add(withdrawal(header, (EvmWithdrawal) each));
            }
            return encoded;
        });
    }

    private static byte[] withdrawal(Fields<EvmHeader, BlockFacts> header, EvmWithdrawal withdrawal) {
        RlpWriter out = new RlpWriter();
        out.list(list -> {
            for (int position = 0; position < withdrawal.getSchema().getFields().size(); position++) {
                header.writeValue(list, withdrawal.get(position));
            }
        });
        return out.toByteArray();
    }
}
