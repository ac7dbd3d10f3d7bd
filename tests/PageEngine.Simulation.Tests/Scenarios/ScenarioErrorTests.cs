using System.Text;

namespace PageEngine.Simulation.Tests;

/// <summary>
/// What the reader says about scenarios that are wrong: all of it, where it is, and what would be right.
/// </summary>
public sealed class ScenarioErrorTests
{
    [Theory]
    [InlineData("", "1:1: the text is empty")]
    [InlineData("  \n ", "1:1: the text is empty")]
    [InlineData("{", "1:2: this is no JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed")]
    [InlineData("{\n  \"name\": tru }", "2:14: this is no JSON: 'tru }' is an invalid JSON literal. Expected the literal 'true'")]
    [InlineData("[]", "1:1: is a list, but must be an object")]
    [InlineData("null", "1:1: is null, but must be an object")]
    [InlineData("{}", "1:1: duration is missing|1:1: hosts is missing")]
    [InlineData("""{ "duration": "1 s", "hosts": [] }""", "1:31: hosts is empty, but a scenario needs a host")]
    [InlineData("""{ "duration": "0 s", "hosts": [ { "name": "h", "memory": "1 MiB" } ] }""", "1:15: duration is 0, but must be above 0")]
    [InlineData("""{ "duration": 5, "duration": 6, "hosts": [] }""", "1:15: duration is 5, but has no unit: \"5 ms\"?|1:18: duration is there twice")]
    [InlineData("""{ "name": "\ud800", "duration": 1 }""", "1:11: this text has one half of a character that takes two (\\uD800 to \\uDFFF)")]
    [InlineData("""{ "ключ": 1, "duration": "1 s", "hosts": [ 5 ] }""", "1:3: [\"ключ\"] is not known|1:44: hosts[0] is 5, but must be an object")]
    public void The_text_as_a_whole(string text, string errors) => AssertErrors(text, errors);

    [Theory]
    [InlineData("\"vcpus\": \"two\"", "machines[0].vcpus is \"two\", but must be a whole number")]
    [InlineData("\"vcpus\": 2.5", "machines[0].vcpus is 2.5, but must be a whole number")]
    [InlineData("\"vcpus\": 99999999999", "machines[0].vcpus is 99999999999, but that does not fit 32 bits")]
    [InlineData("\"vcpus\": 0", "machines[0].vcpus is 0, but must be 1 to 1024")]
    [InlineData("\"vcpus\": null", "machines[0].vcpus is null, but must be a whole number")]
    [InlineData("\"vCpus\": 2", "machines[0].vCpus is not known; did you mean \"vcpus\"?")]
    [InlineData("\"memroy\": \"4 GiB\"", "machines[0].memroy is not known; did you mean \"memory\"?")]
    [InlineData("\"quantum\": 1", "machines[0].quantum is not known")]
    [InlineData("\"reservation\": true", "machines[0].reservation is true, but must be a size such as \"4 GiB\"")]
    [InlineData("\"reservation\": 4096", "machines[0].reservation is 4096, but has no unit: \"4096 GiB\"?")]
    [InlineData("\"reservation\": \"4 GB\"", "machines[0].reservation is \"4 GB\", but \"GB\" is no unit of a size: \"GiB\"?")]
    [InlineData("\"reservation\": \"17 MiB\"", "machines[0].reservation is 17 MiB, but must be at most the memory, 16 MiB")]
    [InlineData("\"limit\": \"1 B\"", "machines[0].limit is 1 B, but must be a page of 4 KiB or more")]
    [InlineData("\"bootTime\": \"3\"", "machines[0].bootTime is \"3\", but has no unit: \"3 ms\"?")]
    [InlineData("\"numaNode\": 1", "machines[0].numaNode is 1, but host \"h\" has only the nodes 0 to 0")]
    [InlineData("\"balloon\": { \"cap\": 1.5 }", "machines[0].balloon.cap is 1.5, but must be 0 to 1")]
    [InlineData("\"balloon\": { \"cap\": \"half\" }", "machines[0].balloon.cap is \"half\", but must be a share such as \"65 %\" or 0.65")]
    [InlineData("\"balloon\": { \"cap\": 1e999 }", "machines[0].balloon.cap is 1e999, but must be a share such as \"65 %\" or 0.65")]
    [InlineData("\"balloon\": { \"behaviour\": \"refuse\" }", "machines[0].balloon.behaviour is \"refuse\", but must be one of \"cooperates\", \"refuses\", \"stalls\", \"lies\"; did you mean \"refuses\"?")]
    [InlineData("\"balloon\": { \"behaviour\": 1 }", "machines[0].balloon.behaviour is 1, but must be one of \"cooperates\", \"refuses\", \"stalls\", \"lies\"")]
    [InlineData("\"balloon\": []", "machines[0].balloon is a list, but must be an object")]
    [InlineData("\"mergeable\": \"yes\"", "machines[0].mergeable is \"yes\", but must be true or false")]
    [InlineData("\"shares\": 0", "machines[0].shares is 0, but must be 1 or more")]
    [InlineData("\"domain\": 5", "machines[0].domain is 5, but must be a text or null")]
    [InlineData("\"asyncFaults\": true", "machines[0].asyncFaults is true, but must be an object or null")]
    [InlineData("\"count\": 0", "machines[0].count is 0, but must be 1 or more, and 10000 for all machines together")]
    [InlineData("\"count\": 10001", "machines[0].count is 10001, but must be 1 or more, and 10000 for all machines together")]
    [InlineData("\"template\": \"web\"", "machines[0].template is \"web\", but \"templates\" has no template of that name")]
    [InlineData("\"workloads\": {}", "machines[0].workloads is an object, but must be a list")]
    [InlineData("\"workloads\": [ {} ]", "machines[0].workloads[0] has no \"kind\": one of \"uniform\", \"sequential\", \"zipf\", \"hotCold\", \"idle\", \"bootStorm\", \"pageCache\", \"workingSetGrowth\", \"compute\", \"mixed\", \"trace\"")]
    [InlineData("\"workloads\": [ 3 ]", "machines[0].workloads[0] is 3, but must be an object with a \"kind\"")]
    [InlineData("\"workloads\": [ { \"kind\": \"uniform\", \"accessesPerSecond\": \"0/s\" } ]", "machines[0].workloads[0].accessesPerSecond is 0, but must be 1E-06 to 1000000000")]
    [InlineData("\"workloads\": [ { \"kind\": \"uniform\", \"memory\": \"1 GiB\" } ]", "machines[0].workloads[0].memory is 1 GiB, but must be at most the memory of the machine, 16 MiB")]
    [InlineData("\"workloads\": [ { \"kind\": \"workingSetGrowth\", \"schedule\": [ { \"at\": \"1 s\" } ] } ]", "machines[0].workloads[0].schedule[0].size is missing")]
    public void A_machine(string machine, string error) =>
        Assert.Equal("hosts[0]." + error, Assert.Single(ScenarioTexts.Read(ScenarioTexts.With(machine)).Errors).ToString());

    [Theory]
    [InlineData("\"disk\": \"floppy\"", "disk is \"floppy\", but must be one of \"hardDisk\", \"ssd\", \"nvme\"")]
    [InlineData("\"disk\": 7", "disk is 7, but must be one of \"hardDisk\", \"ssd\", \"nvme\" or an object")]
    [InlineData("\"disk\": { \"preset\": \"ssd\", \"channels\": 0 }", "disk.channels is 0, but must be 1 to 1024")]
    public void A_guest(string guest, string error) => Assert.Equal(
        "hosts[0].machines[0].guest." + error, Assert.Single(ScenarioTexts.Read(ScenarioTexts.With(guest: guest)).Errors).ToString());

    [Theory]
    [InlineData("\"swap\": {}", "swap.size is missing")]
    [InlineData("\"swap\": { \"size\": \"1 GiB\", \"readAheadPages\": 513 }", "swap.readAheadPages is 513, but must be 1 to 512")]
    [InlineData("\"swap\": { \"size\": \"1 GiB\", \"device\": { \"bytesPerSecond\": \"1 furlong/s\" } }", "swap.device.bytesPerSecond is \"1 furlong/s\", but \"furlong/s\" is no unit of a rate; units are B/s, kB/s, MB/s, GB/s, TB/s")]
    [InlineData("\"nic\": { \"bitsPerSecond\": \"10\" }", "nic.bitsPerSecond is \"10\", but has no unit: \"10 Gbps\"?")]
    [InlineData("\"nic\": { \"bitsPerSecond\": 1.5 }", "nic.bitsPerSecond is 1.5, but must be a rate such as \"10 Gbps\"")]
    [InlineData("\"outOfMemory\": \"ask\"", "outOfMemory is \"ask\", but nobody is there to be asked while a scenario runs")]
    [InlineData("\"reclaim\": { \"idleTax\": \"100 %\" }", "reclaim.idleTax is 1, but must be below 1")]
    [InlineData("\"reclaim\": { \"interval\": \"0 s\" }", "reclaim.interval is 0 ns, but must be above 0")]
    [InlineData("\"depth\": \"token\"", "depth is \"token\", but must be one of \"tokens\", \"bytes\", \"rate\"; did you mean \"tokens\"?")]
    [InlineData("\"template\": \"big\"", "template is \"big\", but \"hostTemplates\" has no template of that name")]
    public void A_host(string host, string error) =>
        Assert.Equal("hosts[0]." + error, Assert.Single(ScenarioTexts.Read(ScenarioTexts.With(host: host + ",")).Errors).ToString());

    [Theory]
    [InlineData("""{ "do": "pause", "at": "1 s", "machine": "n" }""", "actions[0].machine is \"n\", but there is no such machine; did you mean \"m\"?")]
    [InlineData("""{ "do": "pause", "at": "1 s", "machine": "web-*" }""", "actions[0].machine is \"web-*\", but there is no such machine")]
    [InlineData("""{ "do": "paws", "at": "1 s", "machine": "m" }""", "actions[0].do is \"paws\", but must be one of \"start\", \"stop\", \"pause\", \"resume\", \"suspend\", \"destroy\", \"balloon\", \"migrate\", \"callOff\", \"evacuate\", \"balance\", \"consolidate\", \"relieve\", \"cutLink\", \"repairLink\"; did you mean \"pause\"?")]
    [InlineData("""{ "do": "pause", "machine": "m" }""", "actions[0].at is missing")]
    [InlineData("""{ "do": "pause", "at": "1 s" }""", "actions[0].machine is missing")]
    [InlineData("""{ "do": "pause", "at": "1 s", "machine": "m", "target": "1 MiB" }""", "actions[0].target is not known")]
    [InlineData("""{ "do": "balloon", "at": "-1 s", "machine": "m" }""", "actions[0].at is \"-1 s\", but must not be below 0")]
    public void An_action(string action, string error) =>
        Assert.Equal(error, Assert.Single(ScenarioTexts.Read(ScenarioTexts.With(root: $"\"actions\": [ {action} ],")).Errors).ToString());

    [Theory]
    [InlineData("", "actions[0].to is \"c\", but there is no such host; did you mean \"a\"?")]
    [InlineData("\"how\": {}", "actions[0].how has no \"method\": one of \"cold\", \"stopAndCopy\", \"preCopy\", \"postCopy\", \"hybrid\"")]
    [InlineData("\"how\": { \"method\": \"precopy\" }", "actions[0].how.method is \"precopy\", but must be one of \"cold\", \"stopAndCopy\", \"preCopy\", \"postCopy\", \"hybrid\"; did you mean \"preCopy\"?")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"policy\": \"kvm\" }", "actions[0].how.policy is \"kvm\", but must be one of \"qemu\", \"xen\", \"xenLegacy\", \"vMotion\", \"cloudHypervisor\", \"drain\"")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"rounds\": -1 }", "actions[0].how.rounds is -1, but must be 0 or more")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"timeCap\": \"0 s\" }", "actions[0].how.timeCap is 0 ns, but must be above 0")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"bytesPerSecond\": \"0 B/s\" }", "actions[0].how.bytesPerSecond is 0, but must be 1 or more")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"whenDue\": \"send\" }", "actions[0].how.whenDue must end the rounds: \"stop\", \"switchToPostCopy\" or \"giveUp\"")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"autoConverge\": { \"maxPercent\": 200 } }", "actions[0].how.autoConverge.maxPercent is 200, but must be less than or equal to 99")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"autoConverge\": { \"period\": \"0 s\" } }", "actions[0].how.autoConverge.period is \"0 s\", but must be a non-negative and non-zero value")]
    [InlineData("\"how\": { \"method\": \"preCopy\", \"autoConverge\": { \"period\": 5 } }", "actions[0].how.autoConverge.period is 5, but has no unit: \"5 ms\"?")]
    [InlineData("\"how\": { \"method\": \"hybrid\", \"preCopyRounds\": -2 }", "actions[0].how.preCopyRounds is -2, but must be 0 or more")]
    [InlineData("\"how\": { \"method\": \"postCopy\", \"streams\": 0 }", "actions[0].how.streams is 0, but must be 1 to 1024")]
    [InlineData("\"how\": { \"method\": \"postCopy\", \"policy\": \"qemu\" }", "actions[0].how.policy is not known")]
    public void A_move(string how, string error)
    {
        string to = how.Length == 0 ? "c" : "b";
        string tail = how.Length == 0 ? "" : $", {how}";
        string text = TwoHosts("", $$"""{ "do": "migrate", "at": "1 s", "machine": "m", "to": "{{to}}"{{tail}} }""");
        Assert.Equal(error, Assert.Single(ScenarioTexts.Read(text).Errors).ToString());
    }

    [Fact]
    public void Values_that_a_method_refuses_are_all_found() => AssertErrors(
        TwoHosts("", """{ "do": "migrate", "at": "1 s", "machine": "m", "to": "b", "how": { "method": "preCopy", "autoConverge": { "initialPercent": 0, "incrementPercent": 100 } } }"""),
        "3:156: actions[0].how.autoConverge.initialPercent is 0, but must be greater than or equal to 1"
        + "|3:179: actions[0].how.autoConverge.incrementPercent is 100, but must be less than or equal to 99");

    [Theory]
    [InlineData("""{ "bitsPerSecond": "1 Gbps" }""", "links[0].between is missing")]
    [InlineData("""{ "between": ["a"] }""", "links[0].between has 1 names, but a link joins 2 hosts")]
    [InlineData("""{ "between": ["a", "a"] }""", "links[0].between joins \"a\" to itself")]
    [InlineData("""{ "between": ["a", "host-b"] }""", "links[0].between[1] is \"host-b\", but there is no such host")]
    [InlineData("""{ "between": ["a", "b"] }, { "between": ["b", "a"] }""", "links[1].between joins \"b\" and \"a\", which are linked already")]
    [InlineData("""{ "between": ["a", "b"], "bitsPerSecond": "0 bps" }""", "links[0].bitsPerSecond is 0, but must be 1 or more")]
    [InlineData("""{ "between": ["a", "b"], "loss": "100 %" }""", "links[0].loss is 1, but must be below 1")]
    [InlineData("""{ "between": ["a", "b"], "window": "0 B" }""", "links[0].window is 0, but must be above 0")]
    [InlineData("""{ "between": ["a", "b"], "rtt": "1 ms" }""", "links[0].rtt is not known")]
    public void A_link(string links, string error) =>
        Assert.Equal(error, Assert.Single(ScenarioTexts.Read(TwoHosts(links, "")).Errors).ToString());

    [Theory]
    [InlineData("""{ "do": "cutLink", "at": "1 s", "between": ["a", "b"] }""", "actions[0].between names \"a\" and \"b\", but \"links\" has none between them")]
    [InlineData("""{ "do": "repairLink", "at": "1 s", "between": ["a", "x"] }""", "actions[0].between[1] is \"x\", but there is no such host; did you mean \"a\"?")]
    [InlineData("""{ "do": "cutLink", "at": "1 s" }""", "actions[0].between is missing")]
    [InlineData("""{ "do": "evacuate", "at": "1 s", "host": "c" }""", "actions[0].host is \"c\", but there is no such host; did you mean \"a\"?")]
    [InlineData("""{ "do": "evacuate", "at": "1 s" }""", "actions[0].host is missing")]
    [InlineData("""{ "do": "consolidate", "at": "1 s", "host": "z" }""", "actions[0].host is \"z\", but there is no such host; did you mean \"a\"?")]
    [InlineData("""{ "do": "balance", "at": "1 s", "threshold": 2 }""", "actions[0].threshold is 2, but must be 0 to 1")]
    [InlineData("""{ "do": "relieve", "at": "1 s", "parallel": 0 }""", "actions[0].parallel is 0, but must be 1 or more")]
    [InlineData("""{ "do": "balance", "at": "1 s", "every": "1 ms" }""", "actions[0].every is 1 ms, but must be the time of measuring, 1 s, or more")]
    [InlineData("""{ "do": "balance", "at": "1 s", "how": { "method": "cold" } }""", "actions[0].how is cold, but that is for machines that are switched off; they move so anyway")]
    [InlineData("""{ "do": "callOff", "at": "1 s", "machine": "x" }""", "actions[0].machine is \"x\", but there is no such machine; did you mean \"m\"?")]
    public void What_is_done_with_links_and_moves(string action, string error) =>
        Assert.Equal(error, Assert.Single(ScenarioTexts.Read(TwoHosts("", action)).Errors).ToString());

    [Fact]
    public void Names_that_come_twice() => AssertErrors(
        """
        { "duration": "1 s", "hosts": [
          { "name": "h", "memory": "1 GiB", "machines": [
            { "name": "m", "memory": "1 MiB", "guest": { "kernel": "4 KiB" }, "count": 3 },
            { "name": "m-2", "memory": "1 MiB", "guest": { "kernel": "4 KiB" } } ] },
          { "name": "h", "memory": "1 GiB" } ] }
        """,
        "4:15: hosts[0].machines[1].name makes a machine \"m-2\", but hosts[0].machines[0] does so too"
        + "|5:13: hosts[1].name is \"h\", but there is a host of that name already");

    [Fact]
    public void Everything_at_once_in_the_order_of_the_text() => AssertErrors(
        """
        { "durration": "1 s",
          "sampleInterval": "fast",
          "hosts": [ {
            "name": "h",
            "memory": true,
            "machines": [ { "memory": "1 GiB" }, { "name": "m" } ]
          } ],
          "actions": [ { "do": "stop" } ] }
        """,
        "1:1: duration is missing|1:3: durration is not known; did you mean \"duration\"?"
        + "|2:21: sampleInterval is \"fast\", but must be a time such as \"30 ms\""
        + "|5:15: hosts[0].memory is true, but must be a size such as \"4 GiB\""
        + "|6:19: hosts[0].machines[0].name is missing"
        + "|8:16: actions[0].at is missing|8:16: actions[0].machine is missing");

    [Fact]
    public void A_text_that_is_no_UTF8_and_one_that_is_too_deep()
    {
        byte[] latin = [.. "{ \"name\": \""u8, 0xE9, .. "\" }"u8];
        Assert.Equal("1:12: the text is no UTF-8 from here on", ScenarioTexts.Line(Assert.Single(ScenarioReader.Read(latin, "x").Errors)));
        byte[] utf16 = Encoding.Unicode.GetPreamble();
        Assert.Equal("the text is no UTF-8 from here on", Assert.Single(ScenarioReader.Read(utf16, "x").Errors).ToString());
        string deep = new('[', 100_000);
        Assert.StartsWith("this is no JSON: The maximum configured depth of 32", Assert.Single(ScenarioTexts.Read(deep).Errors).ToString());
    }

    private static void AssertErrors(string text, string errors) =>
        Assert.Equal(errors, string.Join('|', ScenarioTexts.Read(text).Errors.Select(ScenarioTexts.Line)));

    private static string TwoHosts(string links, string actions) => $$"""
        { "duration": "1 s", "hosts": [ { "name": "a", "memory": "64 MiB", "machines": [
            { "name": "m", "memory": "16 MiB", "guest": { "kernel": "1 MiB" } } ] }, { "name": "b", "memory": "64 MiB" } ],
          "links": [ {{links}} ], "actions": [ {{actions}} ] }
        """;
}
