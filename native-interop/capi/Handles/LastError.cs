using System.Text;

namespace PageEngine.CApi;

/// <summary>Why the last call of a thread failed that did.</summary>
internal static unsafe class LastError
{
    private const int Capacity = 1024;

    // Pinned, so that its address is good as long as the thread lives; the collector takes it with the thread.
    [ThreadStatic]
    private static byte[]? _text;

    private static byte[] Text => _text ??= GC.AllocateArray<byte>(Capacity, pinned: true);

    /// <summary>The text of this thread, with a 0 at its end.</summary>
    internal static byte* Pointer
    {
        get
        {
            // SAFETY: the array is pinned for its life, which is that of the thread, and is never empty.
            fixed (byte* text = Text)
            {
                return text;
            }
        }
    }

    /// <summary>Keeps a reason and tells the status that it has.</summary>
    internal static Status Note(Exception exception)
    {
        try
        {
            (Status status, string message) = Explain(exception);
            Set(message);
            return status;
        }
        catch (Exception)
        {
            return Status.Internal;
        }
    }

    /// <summary>Keeps a reason, cut to what there is room for.</summary>
    internal static void Set(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        Span<byte> room = Text.AsSpan(0, Capacity - 1);
        Encoding.UTF8.GetEncoder().Convert(line, room, flush: true, out _, out int length, out _);
        Text.AsSpan(length).Clear();
    }

    private static (Status Status, string Message) Explain(Exception exception) => exception switch
    {
        CallException call => (call.Status, call.Message),
        ArgumentOutOfRangeException => (Status.Range, exception.Message),
        ArgumentException => (Status.Argument, exception.Message),
        OutOfFramesException => (Status.OutOfMemory, exception.Message),
        OutOfMemoryException => (Status.OutOfMemory, "the process has too little memory for it"),
        OverflowException => (Status.Range, "a number is too large"),
        ObjectDisposedException => (Status.Handle, "the object is gone"),
        InvalidOperationException or NotSupportedException => (Status.State, exception.Message),
        _ => (Status.Internal, $"{exception.GetType().Name}: {exception.Message}"),
    };
}
