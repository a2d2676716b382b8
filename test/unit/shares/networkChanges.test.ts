import assert from "node:assert/strict";
import { it } from "node:test";
import { isIP } from "node:net";
import { NetworkChanges, systemNetwork, type NetworkChange } from "../../../src/shares/networkChanges";
import { FakeClock } from "../../fakes/fakeClock";

function watched() {
  const clock = new FakeClock();
  const machine = { source: "192.168.1.7" as string | undefined, addresses: ["127.0.0.1", "192.168.1.7"], asked: 0, needed: true };
  const changes: NetworkChange[] = [];
  const watch = new NetworkChanges({
    clock,
    network: {
      source: () => {
        machine.asked += 1;
        return Promise.resolve(machine.source);
      },
      addresses: () => machine.addresses,
    },
    needed: () => machine.needed,
    onChange: (change) => changes.push(change),
  });
  const look = async () => {
    clock.advance(2_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { machine, changes, watch, look };
}

it("another Wi-Fi, no network and one again: each is noticed once, and whether the address of before is gone", async () => {
  const { machine, changes, watch, look } = watched();
  await look();
  await look();
  assert.deepEqual(changes, []);
  [machine.source, machine.addresses] = ["10.0.0.3", ["127.0.0.1", "10.0.0.3"]];
  await look();
  await look();
  assert.deepEqual(changes, [{ gone: true }]);
  [machine.source, machine.addresses] = [undefined, ["127.0.0.1"]];
  await look();
  [machine.source, machine.addresses] = ["10.0.0.3", ["127.0.0.1", "10.0.0.3"]];
  await look();
  assert.deepEqual(changes, [{ gone: true }, { gone: true }, { gone: false }]);
  watch.dispose();
});

it("a VPN beside the old address is a change that connections may have lived through; addresses of containers are none", async () => {
  const { machine, changes, watch, look } = watched();
  await look();
  machine.addresses = [...machine.addresses, "172.18.0.1"];
  await look();
  assert.deepEqual(changes, []);
  [machine.source, machine.addresses] = ["10.8.0.2", [...machine.addresses, "10.8.0.2"]];
  await look();
  assert.deepEqual(changes, [{ gone: false }]);
  watch.dispose();
});

it("asks nothing while nothing is shared, and takes what it finds afterwards as it is", async () => {
  const { machine, changes, watch, look } = watched();
  await look();
  machine.needed = false;
  await look();
  machine.source = "10.0.0.3";
  await look();
  assert.equal(machine.asked, 1);
  machine.needed = true;
  await look();
  assert.deepEqual([machine.asked, changes.length], [2, 0]);
  watch.dispose();
  await look();
  assert.equal(machine.asked, 2);
});

it("the system tells one of this machine's addresses, or that there is no way out", async () => {
  const source = await systemNetwork.source();
  if (source !== undefined) {
    assert.notEqual(isIP(source), 0);
    assert.ok(systemNetwork.addresses().includes(source), source);
  }
  assert.ok(systemNetwork.addresses().length > 0);
});
