package io.chaintier.gateway;

import static io.chaintier.gateway.RpcClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RealBlocks.Sample;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON-RPC 2.0 and its edges, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonRpcTest {
    private static final ChainId MAINNET = ChainId.parse("eip155:1");
    private static final String UNKNOWN_HASH = "0x" + "ab".repeat(32);

    private List<Sample> samples;
    private TestGateway gateway;
    private RpcClient client;

    @BeforeAll
    void start() {
        samples = RealBlocks.of("mainnet-1000001-1000010.ndjson");
        FakeTier memory = new FakeTier().has(RealBlocks.events(MAINNET, samples.subList(5, 10)));
        FakeTier primary = new FakeTier().has(RealBlocks.events(MAINNET, samples));
        gateway = TestGateway.over(Map.of(Tier.MEMORY, memory, Tier.PRIMARY, primary), "gateway.batch.max.calls", "5");
        client = gateway.client();
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void whatANodeSaysOfItself() {
        assertThat(client.call("eth_chainId").result().textValue()).isEqualTo("0x1");
        assertThat(client.call("net_version").result().textValue()).isEqualTo("1");
        assertThat(client.call("eth_syncing").result().booleanValue()).isFalse();
        assertThat(client.call("eth_syncing").result().isBoolean()).isTrue();
        assertThat(client.call("web3_clientVersion").result().textValue()).matches("Chaintier/v[^/]+/[^/]+/java\\d+");
        assertThat(client.call("eth_blockNumber").result().textValue()).isEqualTo("0xf424a");
    }

    @Test
    void tagsNameTheHeadAndWhatIsNotKnownIsNull() {
        JsonNode head = samples.get(9).json();

        assertThat(client.call("eth_getBlockByNumber", "latest", true).result()).isEqualTo(head);
        assertThat(client.call("eth_getBlockByNumber", "pending", true).result())
                .isEqualTo(head);
        assertThat(client.call("eth_getBlockByNumber", "earliest", true)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getBlockByNumber", "safe", true).result().isNull())
                .isTrue();
        assertThat(client.call("eth_getBlockByNumber", "finalized", true)
                        .result()
                        .isNull())
                .isTrue();
    }

    @Test
    void whatDoesNotExistIsNull() {
        assertThat(client.call("eth_getBlockByNumber", "0xffffff", false)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getBlockByHash", UNKNOWN_HASH, false)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getTransactionByHash", UNKNOWN_HASH)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getTransactionReceipt", UNKNOWN_HASH)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getBlockReceipts", UNKNOWN_HASH).result().isNull())
                .isTrue();
        assertThat(client.call("eth_getBlockTransactionCountByHash", UNKNOWN_HASH)
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getTransactionByBlockNumberAndIndex", "latest", "0xffff")
                        .result()
                        .isNull())
                .isTrue();
        assertThat(client.call("eth_getTransactionByBlockNumberAndIndex", "latest", "0xffffffffff")
                        .result()
                        .isNull())
                .isTrue();
    }

    @Test
    void theHeaderNamesTheTierThatAnswered() {
        String inMemory = samples.get(9).json().get("hash").asText();
        String onDisk = samples.get(0).json().get("hash").asText();

        assertThat(client.call("eth_getBlockByHash", inMemory, false).tiers()).isEqualTo("memory");
        assertThat(client.call("eth_getBlockByHash", onDisk, false).tiers()).isEqualTo("primary");
        assertThat(client.call("eth_getBlockByHash", UNKNOWN_HASH, false).tiers())
                .isEqualTo("none");
        assertThat(client.call("eth_chainId").tiers()).isEqualTo("none");
        assertThat(batch(
                                request(1, "eth_getBlockByHash", onDisk, false),
                                request(2, "eth_getBlockByHash", inMemory, false))
                        .tiers())
                .isEqualTo("memory, primary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    eth_getBlockByNumber | []                 | params[0] (block number or tag) is missing: eth_getBlockByNumber takes 2
                    eth_getBlockByNumber | ["latest"]         | params[1] (full transactions) is missing: eth_getBlockByNumber takes 2
                    eth_getBlockByNumber | ["latest",1]       | params[1] (full transactions) is 1: expected true or false
                    eth_getBlockByNumber | ["latest",null]    | params[1] (full transactions) is null: expected true or false
                    eth_getBlockByNumber | ["0x01",true]      | params[0] (block number or tag) is "0x01": expected a block number as 0x and hexadecimal digits without leading zeros, or latest, earliest, safe, finalized or pending
                    eth_getBlockByNumber | ["0x",true]        | params[0] (block number or tag) is "0x": expected
                    eth_getBlockByNumber | [1,true]           | params[0] (block number or tag) is 1: expected
                    eth_getBlockByNumber | ["newest",true]    | params[0] (block number or tag) is "newest": expected
                    eth_getBlockByNumber | ["0x8000000000000000",true] | params[0] (block number or tag) is "0x8000000000000000": expected a number below 2^63
                    eth_getBlockByNumber | ["0x10000000000000000",true] | expected a number below 2^63
                    eth_getBlockByHash   | ["0x12",true]      | params[0] (block hash) is "0x12": expected a hash of 32 bytes as 0x and 64 hexadecimal digits
                    eth_getTransactionByHash | [{}]           | params[0] (transaction hash) is {}: expected a hash
                    eth_getTransactionByBlockNumberAndIndex | ["latest","0"] | params[1] (transaction index) is "0": expected a number
                    eth_blockNumber      | ["latest"]         | too many params: eth_blockNumber takes 0, but got 1
                    eth_blockNumber      | {"a":1}            | params is {"a":1}: expected an array
                    eth_getBlockReceipts | [{}]               | expected an object with either blockHash or blockNumber
                    eth_getBlockReceipts | [{"blockHash":"0x1"}] | params[0] (block number, tag or hash).blockHash is "0x1": expected a hash
                    eth_getBlockReceipts | [{"blockNumber":"0x1","requireCanonical":1}] | requireCanonical is 1: expected true or false
                    """)
    void paramsThatDoNotFitAreNamed(String method, String params, String message) {
        Response response = client.post(
                "/", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.errorCode()).isEqualTo(-32602);
        assertThat(response.errorMessage()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"jsonrpc":"2.0","id":7,"method":"eth_call"}    | -32601 | 7    | there is no method "eth_call" here
                    {"jsonrpc":"2.0","id":7,"method":1}             | -32600 | 7    | method is 1: expected the name of a method
                    {"jsonrpc":"2.0","id":7}                        | -32600 | 7    | method is missing
                    {"jsonrpc":"1.0","id":7,"method":"eth_chainId"} | -32600 | 7    | jsonrpc is "1.0": expected "2.0"
                    {"id":7,"method":"eth_chainId"}                 | -32600 | 7    | jsonrpc is missing
                    {"jsonrpc":"2.0","id":{},"method":"eth_chainId"}| -32600 | null | id is {}: expected a string, a number or null
                    5                                               | -32600 | null | expected a JSON object with a call, but got 5
                    []                                              | -32600 | null | the batch is empty
                    {"jsonrpc":                                     | -32700 | null | the request is not JSON: line 1
                    {} {}                                           | -32700 | null | the request is not JSON
                    """)
    void whatIsNotACallIsRefused(String body, int code, String id, String message) {
        Response response = client.post("/", body);

        assertThat(response.errorCode()).isEqualTo(code);
        assertThat(response.json().get("id").toString()).isEqualTo(id);
        assertThat(response.errorMessage()).contains(message);
    }

    @Test
    void anEmptyBodyIsAParseError() {
        assertThat(client.post("/", "").errorCode()).isEqualTo(-32700);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"1", "\"a\"", "null", "-1.50", "123456789012345678901234567890", "\"\\u00e4\""})
    void theIdComesBackAsItWas(String id) {
        Response response =
                client.post("/", "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"eth_chainId\",\"params\":[]}");

        assertThat(response.json().get("id")).isEqualTo(json(id));
    }

    @Test
    void nullParamsAreNoParams() {
        assertThat(client.post("/", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":null}")
                        .result()
                        .textValue())
                .isEqualTo("0x1");
    }

    @Test
    void aNotificationIsNotAnswered() {
        Response response = client.post("/", "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}");

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.json().isMissingNode()).isTrue();
    }

    @Test
    void aBatchIsAnsweredItemByItem() {
        Response response = client.post("/", """
                [{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}, 5, {"jsonrpc":"2.0","method":"eth_chainId"},
                 {"jsonrpc":"2.0","id":"x","method":"eth_nothing"}]
                """);

        assertThat(response.json()).hasSize(3);
        assertThat(response.json().get(0).get("result").textValue()).isEqualTo("0x1");
        assertThat(response.json().get(1).at("/error/code").intValue()).isEqualTo(-32600);
        assertThat(response.json().get(2).get("id").textValue()).isEqualTo("x");
        assertThat(response.json().get(2).at("/error/code").intValue()).isEqualTo(-32601);
    }

    @Test
    void aBatchOfNotificationsIsNotAnswered() {
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}";

        assertThat(client.post("/", "[" + notification + "," + notification + "]")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedAsAWhole() {
        JsonNode call = request(1, "eth_chainId");

        Response response = batch(call, call, call, call, call, call);

        assertThat(response.errorCode()).isEqualTo(-32600);
        assertThat(response.errorMessage()).contains("batch too large: 6 calls, at most 5");
    }

    private Response batch(JsonNode... calls) {
        ArrayNode batch = RealBlocks.JSON.createArrayNode();
        for (JsonNode call : calls) {
            batch.add(call);
        }
        return client.post("/", batch.toString());
    }

    private static JsonNode json(String text) {
        try {
            return RealBlocks.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
