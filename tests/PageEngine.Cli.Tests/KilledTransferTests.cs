namespace PageEngine.Cli.Tests;

/// <summary>A side of a transfer is killed at some moment; afterwards it is known whose the guest is.</summary>
public sealed class KilledTransferTests
{
    private const int Rounds = 3;

    private static readonly string[] Move =
        ["--demo", "24MiB", "--dirty-rate", "5000", "--working-set", "4MiB", "--bandwidth", "96MiB/s"];

    [Fact]
    public void A_sender_that_is_killed_leaves_a_guest_with_the_receiver_or_a_receiver_that_takes_the_next()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int i = 0; i < Rounds; i++)
        {
            using Scratch scratch = new();
            using RunningTool receiver = RunningTool.InProcess(
                "receive", "--listen", "127.0.0.1:0", "--record", scratch.File("there"));
            string address = receiver.Address();
            string record = scratch.File("here");
            using (RunningTool sender = RunningTool.Apart(["send", address, .. Move, "--record", record]))
            {
                KillSometime(sender, random);
            }

            ToolRun settle = ToolRun.Of("send", address, "--settle", "--record", record);
            if (settle.ExitCode != ExitCode.Fine && !receiver.Output.Contains("every byte", StringComparison.Ordinal))
            {
                // The guest died with its source before the receiver had all of it; another one may come.
                ToolRun next = ToolRun.Of("send", address, "--demo", "1MiB");
                Assert.True(
                    next.ExitCode == ExitCode.Fine || receiver.Wait() == ExitCode.Fine,
                    $"seed {seed}, run {i}: {settle.Output}{settle.Error}{next.Error}{receiver.Error}");
            }

            Assert.True(receiver.Wait() == ExitCode.Fine, $"seed {seed}, run {i}: {receiver.Error}");
            Assert.Contains("every byte is as it must be", receiver.Output);
        }
    }

    [Fact]
    public void A_receiver_that_is_killed_leaves_the_guest_on_the_source_unless_it_ran_there()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int i = 0; i < Rounds; i++)
        {
            using Scratch scratch = new();
            string[] receive = ["receive", "--record", scratch.File("there"), "--listen"];
            RunningTool receiver = RunningTool.Apart([.. receive, "127.0.0.1:0"]);
            string address = receiver.Address();
            using RunningTool sender = RunningTool.Apart(["send", address, .. Move]);
            KillSometime(receiver, random);
            receiver.Dispose();
            using RunningTool again = RunningTool.InProcess([.. receive, address]);
            again.Address();
            int exitCode = sender.Wait();
            string story = $"seed {seed}, run {i}: {sender.Error}{sender.Output}{again.Error}";
            bool stayed = sender.Error.Contains("the guest stays here", StringComparison.Ordinal)
                && sender.Error.Contains("every byte is as it must be", StringComparison.Ordinal);
            Assert.True(exitCode == ExitCode.Fine ? !stayed : stayed, story);
            Assert.DoesNotContain("does not say whether", sender.Error);
        }
    }

    // A moment is so many looks at the process: nothing here waits for a time, and every moment must do.
    private static void KillSometime(RunningTool tool, Random random)
    {
        int looks = (int)Math.Pow(10, 1 + (random.NextDouble() * 4));
        SpinWait.SpinUntil(() => --looks <= 0 || tool.HasExited);
        tool.Kill();
    }
}
