package io.chaintier.e2e;

import static org.web3j.protocol.core.DefaultBlockParameterName.FINALIZED;
import static org.web3j.protocol.core.DefaultBlockParameterName.LATEST;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;

/** The ordinary calls of web3j, and what they give. */
final class Web3jCalls {
    private Web3jCalls() {}

    /** Results by a name of the call; web3j's own objects, which are equal by what is in them. */
    static Map<String, Object> answers(URI url, ClientCalls about) throws IOException {
        Web3j web3j = Web3j.build(new HttpService(url.toString()));
        try {
            DefaultBlockParameter number = DefaultBlockParameter.valueOf(BigInteger.valueOf(about.number()));
            DefaultBlockParameter tooHigh = DefaultBlockParameter.valueOf(BigInteger.valueOf(1_000_000));
            Map<String, Request<?, ?>> calls = new LinkedHashMap<>();
            calls.put("chain id", web3j.ethChainId());
            calls.put("net version", web3j.netVersion());
            calls.put("syncing", web3j.ethSyncing());
            calls.put("block number", web3j.ethBlockNumber());
            calls.put("latest", web3j.ethGetBlockByNumber(LATEST, true));
            calls.put("finalized", web3j.ethGetBlockByNumber(FINALIZED, false));
            calls.put("block by number", web3j.ethGetBlockByNumber(number, false));
            calls.put("block with transactions", web3j.ethGetBlockByHash(about.hash(), true));
            calls.put("no block", web3j.ethGetBlockByNumber(tooHigh, false));
            calls.put("receipts", web3j.ethGetBlockReceipts(number));
            calls.put("transaction count", web3j.ethGetBlockTransactionCountByNumber(number));
            calls.put("uncle count", web3j.ethGetUncleCountByBlockHash(about.hash()));
            calls.put("by index", web3j.ethGetTransactionByBlockNumberAndIndex(number, BigInteger.ZERO));
            calls.put("no transaction", web3j.ethGetTransactionByHash(about.hash()));
            calls.put("no receipt", web3j.ethGetTransactionReceipt(about.hash()));
            for (String hash : about.transactions()) {
                calls.put("transaction " + hash, web3j.ethGetTransactionByHash(hash));
                calls.put("receipt " + hash, web3j.ethGetTransactionReceipt(hash));
            }
            Map<String, Object> answers = new LinkedHashMap<>();
            for (Map.Entry<String, Request<?, ?>> call : calls.entrySet()) {
                answers.put(call.getKey(), answer(call.getValue()));
            }
            return answers;
        } finally {
            web3j.shutdown();
        }
    }

    private static Object answer(Request<?, ?> request) throws IOException {
        Response<?> response = request.send();
        return response.hasError()
                ? "error " + response.getError().getCode()
                : String.valueOf(response.getResult()).equals("null") ? "null" : response.getResult();
    }
}
