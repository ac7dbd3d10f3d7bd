using System.Buffers;
using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>The bytes that a move reports are those that the encoder of the page stream would have written.</summary>
public sealed class WireCountTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_of_a_stop_and_copy_are_those_of_the_encoder(bool compresses)
    {
        HostSpec Bytes(string name) => TwoHosts.Host(name) with { Depth = MemoryDepth.Bytes };
        using TwoHosts hosts = new(first: Bytes("a"), second: Bytes("b"));
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0, pages: 1024) with
        {
            Devices = [new DeviceSpec("disk") { State = ByteSize.FromKiB(300), Buffered = ByteSize.FromKiB(7) }],
        });
        WriteSomeOfEverything(hosts.Machine);
        hosts.Machine.Pause();
        StopAndCopy method = new()
        {
            Compression = compresses ? new StreamCompression() : null,
            ActivationTime = SimTime.FromMilliseconds(1),
        };
        ArrayBufferWriter<byte> stream = new();
        PageStreamEncoder encoder = Encode(hosts.Machine, method, stream);
        Migration move = hosts.Finish(hosts.Move(method));
        Assert.Equal(MigrationStage.Completed, move.Stage);
        Assert.Equal(encoder.BytesWritten, move.Report.Bytes);
        Assert.Equal((ulong)stream.WrittenCount, move.Report.Bytes);
        foreach (PageEncoding form in Enum.GetValues<PageEncoding>())
        {
            ulong expected = encoder.Pages.PagesOf(form);
            ulong found = form switch
            {
                PageEncoding.Raw => move.Report.PagesByEncoding.Raw,
                PageEncoding.Zero => move.Report.PagesByEncoding.Zero,
                PageEncoding.SameFilled => move.Report.PagesByEncoding.SameFilled,
                PageEncoding.Lz4 => move.Report.PagesByEncoding.Compressed,
                _ => 0,
            };
            Assert.Equal(expected, found);
        }
    }

    private static void WriteSomeOfEverything(VirtualMachine machine)
    {
        byte[] page = new byte[Page.Size];
        for (int i = 500; i < 900; i++)
        {
            page.AsSpan().Fill((byte)i);
            page[7] = (byte)(i % 3 == 0 ? i : 1);
            page.AsSpan(0, i % 4 == 0 ? Page.Size : 0).Clear();
            Assert.True(machine.Write((ulong)i << Page.Shift, page).Succeeded);
        }
    }

    private static PageStreamEncoder Encode(VirtualMachine machine, StopAndCopy method, ArrayBufferWriter<byte> stream)
    {
        PageEncoder pages = new(new PageEncoderOptions { Compressor = method.Compression is null ? null : new Lz4PageCompressor() });
        PageStreamEncoder encoder = new(stream, pages: pages);
        encoder.WriteHello(StreamHello.Create(StreamFeatures.None, Guid.Empty));
        encoder.WriteLayout(MemoryLayout.Contiguous(machine.Spec.Memory.Pages));
        encoder.WriteStop();
        byte[] bytes = new byte[Page.Size];
        for (ulong page = 0; page < machine.Spec.Memory.Pages; page++)
        {
            if (machine.Memory!.MappingOf(new GuestFrameNumber(page)) != PageMapping.Absent)
            {
                machine.Memory.Read(page << Page.Shift, bytes);
                encoder.WritePage(new GuestFrameNumber(page), bytes);
            }
        }

        encoder.WriteState(StateKind.Vcpu, "machine", 0, 1, new byte[(int)method.DeviceState.Bytes]);
        foreach (DeviceSpec device in machine.Spec.Devices)
        {
            encoder.WriteState(StateKind.Device, device.Name, 0, 1, new byte[(int)(device.State.Bytes + device.Buffered.Bytes)]);
        }

        encoder.WriteState(StateKind.Management, "spec", 0, 1, new byte[machine.SavedSpec.Length]);
        encoder.WriteCommit();
        encoder.WriteEnd();
        return encoder;
    }
}
