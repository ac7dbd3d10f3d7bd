using System.Numerics;
using System.Text;

namespace PageEngine.Simulation;

/// <content>Disks, devices and connections of machines.</content>
internal static partial class SpecRules
{
    private const int LongestDeviceName = 64;
    private const ulong LargestBlock = 64UL << 20;
    private const ulong MostBlocks = 1UL << 32;
    private const double MostPerSecond = 1e9;

    private static void CheckHardware(VmSpec spec, SpecProblems problems)
    {
        CheckEach(spec.Disks, nameof(spec.Disks), static disk => disk.Name, Check, problems);
        CheckEach(spec.Devices, nameof(spec.Devices), static device => device.Name, Check, problems);
        CheckEach(spec.Connections, nameof(spec.Connections), static connection => connection.Name, Check, problems);
    }

    private static void CheckEach<T>(
        IReadOnlyList<T> specs, string property, Func<T, string> nameOf, Action<T, SpecProblems> check, SpecProblems problems)
        where T : class
    {
        if (!problems.Present(specs, property))
        {
            return;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < specs.Count; i++)
        {
            problems.Enter(property, i);
            if (specs[i] is not { } spec)
            {
                problems.Add("", "is missing");
            }
            else
            {
                CheckName(nameOf(spec), nameof(VmSpec.Name), problems);
                if (!names.Add(nameOf(spec) ?? ""))
                {
                    problems.Add(nameof(VmSpec.Name), $"is '{nameOf(spec)}', which another one has");
                }

                check(spec, problems);
            }

            problems.Leave();
        }
    }

    private static void Check(DiskSpec spec, SpecProblems problems)
    {
        ulong block = spec.BlockSize.Bytes;
        if (block is < Page.Size or > LargestBlock || !BitOperations.IsPow2(block))
        {
            problems.Add(nameof(spec.BlockSize), $"is {spec.BlockSize}, but must be a power of two from 4 KiB to 64 MiB");
        }
        else if (spec.Size.Bytes < block || spec.Blocks > MostBlocks)
        {
            problems.Add(nameof(spec.Size), $"is {spec.Size}, but must be 1 to 2³² blocks");
        }

        problems.Share(spec.UsedShare, nameof(spec.UsedShare));
        problems.Share(spec.WrittenShare, nameof(spec.WrittenShare));
        CheckFrequency(spec.WritesPerSecond, nameof(spec.WritesPerSecond), problems);
    }

    private static void Check(DeviceSpec spec, SpecProblems problems)
    {
        if (spec.Name is { } name && Encoding.UTF8.GetByteCount(name) > LongestDeviceName)
        {
            problems.Add(nameof(spec.Name), $"is '{name}', but must be at most {LongestDeviceName} bytes");
        }

        problems.Defined(spec.Kind, nameof(spec.Kind));
        problems.Defined(spec.Buffers, nameof(spec.Buffers));
        if (spec.State.Bytes == 0)
        {
            problems.Add(nameof(spec.State), "is nothing, but must be a byte or more");
        }

        problems.AtLeast(spec.DrainBytesPerSecond, 1, nameof(spec.DrainBytesPerSecond));
        problems.NotNegative(spec.UnplugTime, nameof(spec.UnplugTime));
    }

    private static void Check(ConnectionSpec spec, SpecProblems problems)
    {
        CheckFrequency(spec.PacketsPerSecond, nameof(spec.PacketsPerSecond), problems);
        problems.Positive(spec.Timeout, nameof(spec.Timeout));
    }

    private static void CheckFrequency(double value, string property, SpecProblems problems)
    {
        if (value is not (>= 0 and <= MostPerSecond))
        {
            problems.Add(property, $"is {value}, but must be 0 to {MostPerSecond:N0} a second");
        }
    }
}
