package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.evm.EvmShapes.TransactionFacts;
import io.chaintier.evm.avro.EvmAccess;
import io.chaintier.evm.avro.EvmAuthorization;
import io.chaintier.evm.avro.EvmTransaction;
import io.chaintier.evm.rlp.RlpWriter;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Transactions as consensus has them: a legacy one is a list; any other is its type, one byte, and a list (EIP-2718). The
 * types known are 0 to 4, and 0x7e, the deposits of the OP stack.
 */
final class TransactionRlp {
    private static final int LEGACY = 0;
    private static final int ACCESS_LIST = 1;
    private static final int DYNAMIC_FEE = 2;
    private static final int BLOB = 3;
    private static final int SET_CODE = 4;
    static final int DEPOSIT = 0x7e;

    private final Fields<EvmTransaction, TransactionFacts> transaction;

    TransactionRlp(EvmTransaction body, TransactionFacts at) {
        transaction = new Fields<>(
                "transaction " + at.index() + " of block " + at.block().number(), EvmShapes.TRANSACTION, body, at);
    }

    /** Old nodes give no type where it is legacy. */
    int type() {
        long type = (Long) transaction.find("type").orElse((long) LEGACY);
        if (type == DEPOSIT || type >= LEGACY && type <= SET_CODE) {
            return (int) type;
        }
        throw new IncompleteBlockException(transaction.kind() + " is of type 0x" + Long.toHexString(type)
                + ", of which the encoding is not known here");
    }

    byte[] encode() {
        int type = type();
        RlpWriter out = new RlpWriter();
        if (type != LEGACY) {
            out.encoded(new byte[] {(byte) type});
        }
        out.list(list -> {
            switch (type) {
                case LEGACY -> legacy(list);
                case DEPOSIT -> deposit(list);
                default -> typed(list, type);
            }
        });
        return out.toByteArray();
    }

    private void legacy(RlpWriter list) {
        transaction.write(list, "nonce", "gasPrice", "gas");
        transaction.writeOrEmpty(list, "to");
        transaction.write(list, "value", "input", "v", "r", "s");
    }

    private void typed(RlpWriter list, int type) {
        transaction.write(list, "chainId", "nonce");
        if (type == ACCESS_LIST) {
            transaction.write(list, "gasPrice");
        } else {
            transaction.write(list, "maxPriorityFeePerGas", "maxFeePerGas");
        }
        transaction.write(list, "gas");
        transaction.writeOrEmpty(list, "to");
        transaction.write(list, "value", "input");
        tuples(list, "accessList");
        if (type == BLOB) {
            transaction.write(list, "maxFeePerBlobGas", "blobVersionedHashes");
        }
        if (type == SET_CODE) {
            tuples(list, "authorizationList");
        }
        transaction.write(list, transaction.has("yParity") ? "yParity" : "v", "r", "s");
    }

    private void deposit(RlpWriter list) {
        transaction.writeValue(list, required("sourceHash", Forms.HASH));
        transaction.write(list, "from");
        transaction.writeOrEmpty(list, "to");
        transaction.writeValue(
                list, transaction.unknown("mint", Forms.QUANTITY).orElseGet(() -> ByteBuffer.allocate(0)));
        transaction.write(list, "value", "gas");
        boolean system =
                transaction.unknown("isSystemTx").map(JsonNode::booleanValue).orElse(false);
        list.integer(system ? 1 : 0);
        transaction.write(list, "input");
    }

    private Object required(String name, Form form) {
        return transaction.unknown(name, form).orElseThrow(() -> transaction.missing(name));
    }

    /** A list of lists, each of the fields of {@link EvmAccess} or {@link EvmAuthorization} in their order. */
    private void tuples(RlpWriter list, String name) {
        list.list(tuples -> {
            for (Object each : transaction.list(name)) {
                SpecificRecord tuple = (SpecificRecord) each;
                tuples.list(fields -> {
                    for (int position = 0;
                            position < tuple.getSchema().getFields().size();
                            position++) {
                        transaction.writeValue(fields, tuple.get(position));
                    }
                });
            }
        });
    }
}
