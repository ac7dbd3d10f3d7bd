using System.Globalization;
using PageEngine.Linux;

namespace PageEngine.Cli.Transferring;

/// <summary>One run of <c>pageengine receive</c>: listens until a guest has come.</summary>
internal sealed class ReceiveSession(ReceiveRequest request, ToolContext context)
{
    private static readonly TimeSpan IntroductionTimeout = TimeSpan.FromSeconds(10);

    // So long the demo's owner goes on before it is proved.
    private static readonly TimeSpan OwnersTime = TimeSpan.FromMilliseconds(200);

    internal int Run()
    {
        TransferKey? key = request.KeyFile is null ? null : TransferKey.Load(request.KeyFile);
        using TransferTls? tls = OpenTls();
        if (!request.Listen.IsLoopback && (tls is null || key is null))
        {
            context.Messages.Say("receive: listening for other machines needs --tls (or --tls-cert) and --key-file");
            return ExitCode.BadUsage;
        }

        using HandOverRecord? record = request.RecordFile is null ? null : HandOverRecord.Open(request.RecordFile);
        using TransferListener listener = new(request.Listen.Resolve(), tls, IntroductionTimeout);
        using MappedTransferDestination memory = new();
        using ReceivedGuest guest = new(memory);
        using TransferReceiver receiver = new(memory, guest, Options(key), record);
        context.Messages.Say($"listening on {listener.LocalEndPoint}{(tls is null ? "" : $", certificate {tls.Fingerprint}")}");
        receiver.Progress = ShowProgress(receiver);
        Serve(listener, receiver);
        context.Progress.Wipe();
        if (guest.Writes is not null)
        {
            context.Cancellation.WaitHandle.WaitOne(OwnersTime);
        }

        return Finish(receiver, memory, guest);
    }

    private TransferTls? OpenTls()
    {
        if (request.CertificateFile is not null)
        {
            return TransferTls.FromFiles(request.CertificateFile, request.CertificateKeyFile);
        }

        return request.UsesTls ? TransferTls.SelfSigned(context.Clock.GetUtcNow()) : null;
    }

    private ReceiverOptions Options(TransferKey? key) => new()
    {
        Key = key,
        MaxMemory = request.MaxMemory,
        AllowsPostCopy = request.AllowsPostCopy,
        IntroductionTimeout = IntroductionTimeout,
    };

    private Action<ulong> ShowProgress(TransferReceiver receiver)
    {
        ulong begun = 0;
        return pages =>
        {
            if (begun != receiver.PageCount)
            {
                begun = receiver.PageCount;
                context.Progress.Begin("receiving", begun);
            }

            context.Progress.Report(pages);
        };
    }

    private void Serve(TransferListener listener, TransferReceiver receiver)
    {
        while (receiver.State != HandOverState.Complete)
        {
            TransferConnection connection;
            try
            {
                connection = listener.Accept(context.Cancellation);
            }
            catch (IOException exception)
            {
                context.Messages.Say(exception.Message);
                continue;
            }

            ServeResult result;
            using (context.Cancellation.UnsafeRegister(static state => ((TransferConnection)state!).Dispose(), connection))
            {
                result = receiver.Serve(connection);
            }

            context.Cancellation.ThrowIfCancellationRequested();
            if (result.Problem.Length > 0)
            {
                context.Progress.Wipe();
                context.Messages.Say(result.Problem + Consequence(receiver));
            }
        }
    }

    private static string Consequence(TransferReceiver receiver) => receiver.State switch
    {
        HandOverState.Prepared => "; everything is here, and the source's word is waited for",
        HandOverState.Active => $"; the guest runs here, and {Figures.Pages(receiver.MissingPages)} of it are missing",
        _ => "; nothing is kept",
    };

    private int Finish(TransferReceiver receiver, MappedTransferDestination memory, ReceivedGuest guest)
    {
        bool? isRight = guest.Verify();
        if (request.OutputFile is { } path)
        {
            Store(memory.Memory!, path);
        }

        string verdict = isRight switch
        {
            null => "not told what it must be",
            true => "every byte is as it must be",
            false => "pages are wrong",
        };
        if (request.AsJson)
        {
            TransferJson.Write(receiver, isRight, guest, context.Output);
        }
        else
        {
            context.Output.WriteLine(
                $"received {Figures.Memory(receiver.PageCount)} in {Figures.Pages(receiver.PagesReceived)}: {verdict}");
            if (guest.Writes is { } writes)
            {
                context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the demo owner went on here: {guest.WritesBefore:N0} writes before, {writes - guest.WritesBefore:N0} since"));
            }
        }

        context.Output.Flush();
        return isRight == false ? ExitCode.Failed : ExitCode.Fine;
    }

    /// <summary>Writes the memory as a raw dump: whole, or not at all.</summary>
    private static void Store(MappedGuestMemory memory, string path)
    {
        string beside = path + ".part";
        using (FileStream file = new(beside, FileMode.Create, FileAccess.Write))
        {
            for (int segment = 0; segment < memory.SegmentCount; segment++)
            {
                file.Write(memory.GetSegment(segment));
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
