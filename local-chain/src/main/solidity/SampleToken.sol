// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Traffic deploys what is in src/main/resources/io/chaintier/localchain/*.hex: the creation code of these two
// contracts, made with npm's solc 0.8.30, which gives the same bytes as
//   solc --bin --optimize --no-cbor-metadata SampleToken.sol

/// A token in the shape of ERC-20, and a call that emits events of any number and size.
contract SampleToken {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// Four topics, the most a log can have.
    event Announced(address indexed by, uint256 indexed index, bytes32 indexed digest, bytes content);
    /// No topics at all.
    event Unnamed(uint256 index) anonymous;

    string public constant name = "Sample";
    string public constant symbol = "SMPL";
    uint8 public constant decimals = 18;

    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(uint256 supply) {
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        require(balanceOf[msg.sender] >= value, "balance too low");
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value;
        emit Transfer(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    /// Emits `events` announcements, the i-th (from 0) with i * step bytes, and one event without topics.
    function announce(uint256 events, uint256 step) external {
        for (uint256 i = 0; i < events; i++) {
            bytes memory content = new bytes(i * step);
            for (uint256 j = 0; j < content.length; j++) {
                content[j] = bytes1(uint8(j * 31 + i));
            }
            emit Announced(msg.sender, i, keccak256(content), content);
        }
        emit Unnamed(events);
    }
}

/// The smallest contract that leaves a log when it is created.
contract Memo {
    event Written(address indexed by, uint256 memo);

    constructor(uint256 memo) {
        emit Written(msg.sender, memo);
    }
}
