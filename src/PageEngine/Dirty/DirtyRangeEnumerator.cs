namespace PageEngine;

/// <summary>The runs of dirty pages of a <see cref="DirtyBitmap"/>, in ascending order, without allocation.</summary>
public struct DirtyRangeEnumerator
{
    private readonly DirtyBitmap _bitmap;
    private PageRange _current;

    internal DirtyRangeEnumerator(DirtyBitmap bitmap) => _bitmap = bitmap;

    /// <summary>The run that <see cref="MoveNext"/> found last.</summary>
    public readonly PageRange Current => _current;

    /// <summary>Goes on to the next run.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext() => _bitmap is not null && _bitmap.TryFindRange(_current.End.Value, out _current);

    /// <summary>The enumerator itself, for <c>foreach</c>.</summary>
    public readonly DirtyRangeEnumerator GetEnumerator() => this;
}
