package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input that cannot be a block is refused with field, value and what was expected. */
class MalformedInputTest {
    private static final String H = "0x" + "00".repeat(31) + "77";

    static Stream<Arguments> damages() {
        return Stream.of(
                refused(
                        "block.transactions[3].nonce=\"0x0g\": expected a number of up to 64 bits as 0x and hexadecimal digits",
                        s -> s.transaction(3).put("nonce", "0x0g")),
                refused(
                        "block.hash is missing: expected 32 bytes: 0x and 64 hexadecimal digits",
                        s -> s.block.remove("hash")),
                refused(
                        "block.hash=null: expected 32 bytes: 0x and 64 hexadecimal digits",
                        s -> s.block.putNull("hash")),
                refused("block.number=null: expected a number", s -> s.block.putNull("number")),
                refused("block.parentHash is missing", s -> s.block.remove("parentHash")),
                refused(
                        "block.timestamp=\"0x8000000000000000\": expected a number below 2^63",
                        s -> s.block.put("timestamp", "0x8000000000000000")),
                refused(
                        "block.number=\"0x10000000000000000\": expected a number of up to 64 bits",
                        s -> s.block.put("number", "0x10000000000000000")),
                refused("block.number=-1: expected a number", s -> s.block.put("number", -1)),
                refused("block.number=1.5: expected a number", s -> s.block.put("number", 1.5)),
                refused("block.gasLimit=\"0x\": expected a number", s -> s.block.put("gasLimit", "0x")),
                refused("block.gasLimit=\"30000000\": expected a number", s -> s.block.put("gasLimit", "30000000")),
                refused("block.difficulty=true: expected a number", s -> s.block.put("difficulty", true)),
                refused(
                        "block.totalDifficulty=\"0x1" + "0".repeat(64) + "\": expected a number of up to 256 bits",
                        s -> s.block.put("totalDifficulty", "0x1" + "0".repeat(64))),
                refused(
                        "block.extraData=\"0xabc\": expected 0x and an even number of hexadecimal digits",
                        s -> s.block.put("extraData", "0xabc")),
                refused("block.miner=\"0x00\": expected 20 bytes: 0x and 40", s -> s.block.put("miner", "0x00")),
                refused("block.nonce=\"0x0\": expected 8 bytes", s -> s.block.put("nonce", "0x0")),
                refused("block.logsBloom=\"0x00\": expected 256 bytes", s -> s.block.put("logsBloom", "0x00")),
                refused("block.uncles={object of 0 fields}: expected an array", s -> s.block.putObject("uncles")),
                refused(
                        "block.uncles[1]=7: expected 32 bytes",
                        s -> s.block.withArray("uncles").add(7)),
                refused(
                        "block.withdrawals[1].amount=\"1\": expected a number",
                        s -> ((ObjectNode) s.block.get("withdrawals").get(1)).put("amount", "1")),
                refused("block.transactions is missing: expected", s -> s.block.remove("transactions")),
                refused("block.transactions=null: expected an array", s -> s.block.putNull("transactions")),
                refused(
                        "block.transactions[5]=\"" + H + "\": expected a full transaction object",
                        s -> s.transactions().add(H)),
                refused(
                        "block.transactions[2].hash is missing: expected 32 bytes",
                        s -> s.transaction(2).remove("hash")),
                refused(
                        "expected another hash than that of block.transactions[0]",
                        s -> s.transaction(2).set("hash", s.transaction(0).get("hash"))),
                refused(
                        "block.transactions[1].blockHash=\"" + H + "\": expected 0x",
                        s -> s.transaction(1).put("blockHash", H)),
                refused(
                        "block.transactions[1].blockNumber=\"0x1\": expected 0x1312d00, the number of its block",
                        s -> s.transaction(1).put("blockNumber", "0x1")),
                refused(
                        "block.transactions[1].transactionIndex=\"0x4\": expected 0x1, its place in the block",
                        s -> s.transaction(1).put("transactionIndex", "0x4")),
                refused(
                        "block.transactions[1].accessList[0].storageKeys[1]=\"0x0\": expected 32 bytes",
                        s -> ((ObjectNode) s.transaction(1).get("accessList").get(0))
                                .putArray("storageKeys")
                                .add(H)
                                .add("0x0")),
                refused(
                        "block.transactions[1].input=\"0x" + "0".repeat(77) + "... (100003 characters): expected",
                        s -> s.transaction(1).put("input", "0x" + "0".repeat(99_999))),
                refused(
                        "receipts=[array of 4]: expected one receipt for each of 5 transactions, but there is none for"
                                + " block.transactions[2], 0x",
                        s -> s.receipts.remove(2)),
                refused(
                        "receipts[2].transactionHash=\"" + H + "\": expected the hash of a transaction of the block",
                        s -> s.receipt(2).put("transactionHash", H)),
                refused(
                        "expected one receipt for each transaction only",
                        s -> s.receipt(2).set("transactionHash", s.receipt(0).get("transactionHash"))),
                refused(
                        "receipts[5].transactionHash=",
                        s -> s.receipts.add(s.receipt(0).deepCopy())),
                refused(
                        "receipts[2].transactionHash is missing",
                        s -> s.receipt(2).remove("transactionHash")),
                refused(
                        "receipts[2].blockHash=\"" + H + "\": expected " + "0x",
                        s -> s.receipt(2).put("blockHash", H)),
                refused(
                        "receipts[2].transactionIndex=\"0x1\": expected 0x2, the place of its transaction",
                        s -> s.receipt(2).put("transactionIndex", "0x1")),
                refused(
                        "receipts[2].logs is missing: expected an array",
                        s -> s.receipt(2).remove("logs")),
                refused(
                        "receipts[2].logs=null: expected an array",
                        s -> s.receipt(2).putNull("logs")),
                refused(
                        "receipts[1].logs[1]=3: expected an object",
                        s -> ((ArrayNode) s.receipt(1).get("logs")).set(1, 3)),
                refused(
                        "receipts[1].logs[0].address is missing: expected 20 bytes",
                        s -> s.log(1, 0).remove("address")),
                refused(
                        "receipts[1].logs[0].topics=null: expected an array",
                        s -> s.log(1, 0).putNull("topics")),
                refused(
                        "receipts[1].logs[0].topics[2]=\"0xab\": expected 32 bytes",
                        s -> ((ArrayNode) s.log(1, 0).get("topics")).set(2, "0xab")),
                refused(
                        "receipts[1].logs[0].logIndex=\"zero\": expected a number",
                        s -> s.log(1, 0).put("logIndex", "zero")),
                refused(
                        "receipts[1].logs[0].removed=\"no\": expected true or false",
                        s -> s.log(1, 0).put("removed", "no")),
                refused(
                        "receipts[1].logs[2].transactionHash=\"" + H + "\": expected 0x",
                        s -> s.log(1, 2).put("transactionHash", H)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void theMessageNamesFieldValueAndExpectation(String message, Consumer<Sample> damage) throws IOException {
        Sample sample = new Sample();

        damage.accept(sample);

        assertThatThrownBy(sample::parsed)
                .isInstanceOf(MalformedChainDataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNoObjectIsNoBlock() throws IOException {
        JsonNode text = EvmJson.mapper().readTree("\"0x1\"");

        assertThatThrownBy(() -> new EvmParser().parse(text, Optional.empty()))
                .isInstanceOf(MalformedChainDataException.class)
                .hasMessage("block=\"0x1\": expected a block as an object");
    }

    @Test
    void thePathIsGivenToCallersToo() throws IOException {
        Sample sample = new Sample();
        sample.log(1, 0).withArray("topics").set(2, "0xab");

        assertThatThrownBy(sample::parsed)
                .isInstanceOfSatisfying(
                        MalformedChainDataException.class,
                        e -> assertThat(e.path()).isEqualTo("receipts[1].logs[0].topics[2]"));
    }

    private static Arguments refused(String message, Consumer<Sample> damage) {
        return Arguments.of(message, damage);
    }
}
